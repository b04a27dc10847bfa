//! The first page: what can be done, and where it is explained.

use crate::Facts;
use crate::guide::chapters;
use crate::html::{code_block, escape};
use crate::layout::{Nav, Shell};
use crate::page::Page;
use crate::{errors, events, files, limits, openapi};

const ABOUT: &str = "Share the status of each vehicle from your own software: create vehicles and tracking links by a REST API, keep them up to \
    date, and hear of every change by webhooks.";

/// The page.
pub(crate) fn page(facts: &Facts<'_>, shell: &Shell) -> Page {
    let base = facts.base_url;
    let commands = format!(
        "# Settings → API keys → Create API key\n\
         export KEY=iok_…\n\
         export BASE={base}\n\
         curl -fsS \"$BASE/api/v1/vehicles?limit=5\" \\\n  -H \"Authorization: Bearer $KEY\""
    );
    let mut html = format!(
        "<section class=\"start\">\n<div>\n<h2>Your first request</h2>\n<p>An admin of the importer makes the key. It works at once.</p>\n\
         {}<p><a class=\"button button--primary\" href=\"/docs/guide#quick-start\">Quick start</a></p>\n</div>\n\
         <dl class=\"facts\">\n<div><dt>Address</dt><dd><code>{}/api/v1</code></dd></div>\n\
         <div><dt>Credential</dt><dd><code>Authorization: Bearer iok_…</code></dd></div>\n\
         <div><dt>OpenAPI</dt><dd><a href=\"/api/v1/openapi.json\">3.1</a>, <a href=\"/api/v1/openapi-3.0.json\">3.0</a></dd></div>\n\
         <div><dt>Errors</dt><dd>Problems (RFC 9457) with a <a href=\"{}\"><code>code</code></a></dd></div>\n\
         <div><dt>Events</dt><dd>Standard Webhooks 1.0</dd></div>\n</dl>\n</section>\n",
        code_block(&commands),
        escape(base),
        errors::PATH
    );
    let chapters = chapters();
    let guide = chapters.iter().map(|chapter| (chapter.path.as_str(), chapter.name.as_str(), chapter.about.as_str()));
    html.push_str(&cards("Guide", guide));
    let rest = [
        (openapi::PATH, "Reference", "Every operation with its parameters, body, answers and a command for curl."),
        (events::PATH, "Events", "What webhooks deliver, what it contains, and when it is sent again."),
        (errors::PATH, "Errors", "Every code: what it means and what to do."),
        (limits::PATH, "Limits", "Requests per minute, sizes, times, and how long things are kept."),
        (openapi::SCHEMAS, "Schemas", "Every object of requests and answers, member by member."),
        (files::CHANGELOG, "Changelog", "What has changed, for those who use the API and those who run the server."),
    ];
    html.push_str(&cards("Look it up", rest.into_iter()));
    shell.page("/docs", "Build on ImportOps tracking links", ABOUT, &html, &Nav::default())
}

fn cards<'a>(title: &str, cards: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> String {
    let card = |(href, name, about): (&str, &str, &str)| {
        format!("<li><a href=\"{href}\">{}</a><p>{}</p></li>\n", escape(name), escape(about))
    };
    format!("<h2>{title}</h2>\n<ul class=\"cards\">\n{}</ul>\n", cards.map(card).collect::<String>())
}
