//! The reference: one page for each tag, one section for each operation, and one page with all schemas.

mod curl;
mod operation;
mod overview;
pub(crate) mod schema;

use serde_json::Value;

use crate::Facts;
use crate::html::{code, escape, heading, push};
use crate::layout::{Link, Nav, Shell};
use crate::markdown;
use crate::openapi::{PATH, SCHEMAS, operations, path_of, schema_names, tags};
use crate::page::Page;
use crate::search::{Index, Kind};
use crate::terms::Terms;

/// What the navigation lists.
pub(crate) fn navigation(openapi: &Value) -> Vec<Link> {
    let mut links = vec![Link::new(PATH, "All operations")];
    links.extend(tags(openapi).map(|(name, _)| Link::new(path_of(name), name)));
    links.push(Link::new(SCHEMAS, "Schemas"));
    links
}

/// All pages.
pub(crate) fn pages(facts: &Facts<'_>, shell: &Shell, terms: &Terms, index: &mut Index) -> Vec<Page> {
    let openapi = facts.openapi;
    let mut pages = vec![overview::page(openapi, shell, terms), schemas(openapi, shell, terms, index)];
    let operations = operations(openapi);
    for (name, about) in tags(openapi) {
        let of_tag: Vec<_> = operations.iter().filter(|operation| operation.tag == name).collect();
        for operation in &of_tag {
            let text = format!(
                "{} {} {} {}",
                operation.method.to_uppercase(),
                operation.path,
                operation.id,
                operation.value["description"].as_str().unwrap_or_default()
            );
            index.add(Kind::Operation, &operation.href(), operation.summary(), &text);
        }
        let html = overview::list(&of_tag)
            + &of_tag.iter().map(|operation| operation.section(openapi, terms)).collect::<String>();
        pages.push(shell.page(&path_of(name), name, about, &html, &Nav::default()));
    }
    pages
}

/// JSON for people.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn schemas(openapi: &Value, shell: &Shell, terms: &Terms, index: &mut Index) -> Page {
    let (mut html, mut links) = (String::new(), Vec::new());
    for name in schema_names(openapi) {
        let value = &openapi["components"]["schemas"][name];
        let about = value["description"].as_str().unwrap_or_default();
        let href = format!("#{name}");
        html.push_str(&heading(2, name, &code(name)));
        html.push_str(&markdown::text(about, terms));
        let members = schema::members(openapi, value, schema::Use::of(value), 0, terms);
        if members.is_empty() {
            push!(html, "<p>{}</p>\n", schema::kind(openapi, value));
        }
        html.push_str(&members);
        let properties = value["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let text = format!("{about} {}", properties.collect::<Vec<_>>().join(" "));
        index.add(Kind::Schema, &format!("{SCHEMAS}{href}"), name, &text);
        links.push(Link::new(href, escape(name)));
    }
    shell.page(SCHEMAS, "Schemas", "Every object of requests and answers, member by member.", &html, &Nav::of(links))
}
