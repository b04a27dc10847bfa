//! Lists of operations.

use serde_json::Value;

use crate::html::{anchor, escape, heading, push};
use crate::layout::{Link, Nav, Shell};
use crate::markdown;
use crate::openapi::{Operation, PATH, operations, path_of, tags};
use crate::page::Page;
use crate::terms::Terms;

/// The page with all operations.
pub(super) fn page(openapi: &Value, shell: &Shell, terms: &Terms) -> Page {
    let about = openapi["info"]["description"].as_str().unwrap_or_default();
    let mut html = markdown::text(about, terms);
    let (all, mut links) = (operations(openapi), Vec::new());
    for (name, about) in tags(openapi) {
        let of_tag: Vec<_> = all.iter().filter(|operation| operation.tag == name).collect();
        html.push_str(&heading(2, &anchor(name), &escape(name)));
        push!(html, "<p>{} <a href=\"{}\">Details</a></p>\n", escape(about), path_of(name));
        html.push_str(&list(&of_tag));
        links.push(Link::new(format!("#{}", anchor(name)), name));
    }
    let lead = "Every operation of the API, by what it is about.";
    shell.page(PATH, "Reference", lead, &html, &Nav::of(links))
}

/// Operations, each in one line.
pub(super) fn list(operations: &[&Operation<'_>]) -> String {
    let item = |operation: &&Operation<'_>| format!("<li>{}</li>\n", operation.link());
    let items: String = operations.iter().map(item).collect();
    format!("<ul class=\"operations\">\n{items}</ul>\n")
}
