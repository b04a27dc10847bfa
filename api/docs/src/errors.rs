//! The catalogue of errors, and the page that the `type` of a problem leads to.

use serde_json::Value;
use shared::problem::{FieldErrorCode, ProblemCode};

use crate::Facts;
use crate::html::{Table, code, code_block, escape, heading, push};
use crate::layout::{Link, Nav, Shell};
use crate::markdown;
use crate::openapi::{Operation, operations};
use crate::page::Page;
use crate::reference::pretty;
use crate::search::{Index, Kind};
use crate::terms::Terms;

/// Where the page is.
pub(crate) const PATH: &str = "/docs/errors";

const ABOUT: &str = "Every answer that is not a success is a problem (RFC 9457), `application/problem+json`. Let your program switch \
    on `code`, show `detail` to people, and quote `request_id` when you ask for help. A code that you do not know is treated \
    like its status: new ones may be added.";

const FIELDS: &str = "With `validation_failed`, `errors` lists what is not valid. Each has a `pointer` (a JSON Pointer into the \
    body, or `?name` for a query parameter), a `code`, and a `detail` for people that reads on from the field's name.";

/// The page.
pub(crate) fn page(facts: &Facts<'_>, shell: &Shell, terms: &Terms, index: &mut Index) -> Page {
    let mut html = markdown::text(ABOUT, terms);
    if let Some(example) = example(facts.openapi, ProblemCode::StageMoveNotAllowed) {
        html.push_str(&code_block(&pretty(example)));
    }
    let mut links = vec![Link::new("#retry", "What to repeat")];
    html.push_str(&heading(2, "retry", "What to repeat"));
    html.push_str(&retries(terms));
    let operations = operations(facts.openapi);
    for status in statuses() {
        let (id, name) = (format!("status-{status}"), format!("{status} {}", reason(status)));
        html.push_str(&heading(2, &id, &name));
        let mut table = Table::new(&["Code", "What it means and what to do", "Where"]);
        for problem in ProblemCode::ALL.into_iter().filter(|problem| problem.status() == status) {
            let (code, explanation) = (problem.as_str(), problem.explanation().trim());
            let cells = [
                format!("<a href=\"/problems/{code}\"><code>{code}</code></a>"),
                format!("<strong>{}.</strong> {}", escape(problem.title()), markdown::inline(explanation, terms)),
                places(&operations, problem),
            ];
            table.row_at(code, &cells);
            let text = format!("{status} {} {explanation}", problem.title());
            index.add(Kind::Problem, &format!("{PATH}#{code}"), code, &text);
        }
        html.push_str(&table.html());
        links.push(Link::new(format!("#{id}"), name));
    }
    html.push_str(&heading(2, "fields", "Codes of fields"));
    html.push_str(&markdown::text(FIELDS, terms));
    let mut table = Table::new(&["Code", "What it means"]);
    for code in FieldErrorCode::ALL {
        table.row(&[self::code(code.as_str()), field_meaning(code).to_owned()]);
    }
    html.push_str(&table.html());
    links.push(Link::new("#fields", "Codes of fields"));
    shell.page(
        PATH,
        "Errors",
        "Every code that the API answers with: what it means and what to do.",
        &html,
        &Nav::of(links),
    )
}

/// For every code the page that the `type` of a problem leads to.
pub(crate) fn problem_pages(facts: &Facts<'_>, shell: &Shell, terms: &Terms) -> Vec<Page> {
    let operations = operations(facts.openapi);
    let page = |problem: ProblemCode| {
        let (code, status) = (problem.as_str(), problem.status());
        let mut html = format!(
            "<p><span class=\"status status--{}\">{status}</span> <code>{code}</code></p>\n{}",
            status / 100,
            markdown::text(problem.explanation().trim(), terms)
        );
        push!(html, "<p>{}</p>\n", repeat(status));
        let named: Vec<_> = operations.iter().filter(|operation| operation.answers(problem)).collect();
        if !named.is_empty() {
            html.push_str("<h2>Where it occurs</h2>\n<ul>\n");
            for operation in named {
                push!(html, "<li>{}</li>\n", operation.link());
            }
            html.push_str("</ul>\n");
        }
        if let Some(example) = example(facts.openapi, problem) {
            push!(html, "<h2>Example</h2>\n{}", code_block(&pretty(example)));
        }
        push!(html, "<p><a href=\"{PATH}#status-{status}\">All errors with status {status}</a></p>\n");
        let path = format!("/problems/{code}");
        shell.page_within(&path, PATH, problem.title(), "", &html, &Nav::default())
    };
    ProblemCode::ALL.into_iter().map(page).collect()
}

fn retries(terms: &Terms) -> String {
    let mut table = Table::new(&["Status", "Repeat the request?"]);
    for status in statuses() {
        table
            .row(&[format!("<a href=\"#status-{status}\">{status} {}</a>", reason(status)), repeat(status).to_owned()]);
    }
    let about = "A `GET`, `PUT`, `PATCH` or `DELETE` can be repeated as it is; a `POST` with the same `Idempotency-Key`. Wait for a \
        second at first and twice as long each time, but never less than `Retry-After` says.";
    markdown::text(about, terms) + &table.html()
}

fn repeat(status: u16) -> &'static str {
    match status {
        401 => "Not with this credential. Get a new one first.",
        402 => "Not before the importer's subscription is active again.",
        403 => "Not with this credential: it lacks a permission.",
        409 => "Not as it is: first resolve the conflict that the problem describes.",
        412 => {
            "Not as it is: decide again with the current version, which is in the problem, and send its <code>ETag</code>."
        }
        428 => "With <code>If-Match</code>.",
        429 | 503 => "Yes, after <code>Retry-After</code>.",
        500 => "Yes, with pauses that grow.",
        507 => "Not before the operator has made room.",
        _ => "Not as it is: it would fail again.",
    }
}

/// The statuses that there are, in order.
fn statuses() -> Vec<u16> {
    let mut statuses: Vec<_> = ProblemCode::ALL.iter().map(|code| code.status()).collect();
    statuses.sort_unstable();
    statuses.dedup();
    statuses
}

fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        414 => "URI Too Long",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        507 => "Insufficient Storage",
        _ => "",
    }
}

fn field_meaning(code: FieldErrorCode) -> &'static str {
    match code {
        FieldErrorCode::Required => "It is missing or empty.",
        FieldErrorCode::NotAllowed => "It does not belong here.",
        FieldErrorCode::Invalid => "It has the wrong type or form.",
        FieldErrorCode::TooLong => "It is longer than allowed.",
        FieldErrorCode::TooShort => "It is shorter than allowed.",
        FieldErrorCode::OutOfRange => "It is outside its range.",
        FieldErrorCode::Unknown => "It names something that does not exist.",
    }
}

/// The operations that name a code among their own answers.
fn places(operations: &[Operation<'_>], problem: ProblemCode) -> String {
    let named: Vec<_> =
        operations.iter().filter(|operation| operation.answers(problem)).map(Operation::short_link).collect();
    if named.is_empty() { "Wherever it applies".to_owned() } else { named.join(", ") }
}

/// An example of a problem, as the document has it.
fn example(openapi: &Value, problem: ProblemCode) -> Option<&Value> {
    let shared = openapi["components"]["responses"].as_object().into_iter().flat_map(|responses| responses.values());
    let own = operations(openapi).into_iter().flat_map(|operation| operation.responses());
    shared.chain(own.map(|(_, response)| response)).find_map(|response| {
        let examples = &response["content"]["application/problem+json"]["examples"];
        examples.get(problem.as_str()).map(|example| &example["value"])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_has_a_name() {
        assert!(statuses().into_iter().all(|status| !reason(status).is_empty()));
    }
}
