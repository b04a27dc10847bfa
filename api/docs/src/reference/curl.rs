//! An operation as a command. What only the caller knows is a variable of the shell.

use serde_json::Value;

use super::{pretty, schema};
use crate::openapi::Operation;

/// The command that calls an operation.
pub(super) fn command(openapi: &Value, operation: &Operation<'_>) -> String {
    let mut parts = vec![format!("curl -fsS{} \"{}\"", method(operation), address(operation))];
    if let Some(variable) = operation.credential() {
        parts.push(format!("-H \"Authorization: Bearer ${variable}\""));
    }
    if operation.takes_cookie_only() {
        parts.push("-b cookies.txt -c cookies.txt -H \"X-Requested-With: curl\"".to_owned());
    }
    for parameter in operation.parameters("header") {
        match parameter["name"].as_str().unwrap_or_default() {
            "Idempotency-Key" => parts.push("-H \"Idempotency-Key: $(uuidgen)\"".to_owned()),
            name if parameter["required"] == true => parts.push(format!("-H '{name}: \"7\"'")),
            _ => {}
        }
    }
    if let Some((media_type, content)) = operation.body() {
        if media_type == "multipart/form-data" {
            parts.push(format!("-F \"{}=@photo.jpg\"", file_member(openapi, content)));
        } else {
            parts.push(format!("-H \"Content-Type: {media_type}\""));
            if let Some(example) = schema::example(content) {
                parts.push(format!("-d '{}'", pretty(example).replace('\'', "'\\''")));
            }
        }
    }
    let answers = operation.success_media_types();
    if answers.iter().any(|kind| kind.starts_with("image/")) {
        parts.push("-o photo.jpg".to_owned());
    } else if answers.contains(&"text/event-stream") {
        parts.push("--no-buffer".to_owned());
    }
    parts.join(" \\\n  ")
}

fn method(operation: &Operation<'_>) -> String {
    if operation.method == "get" { String::new() } else { format!(" -X {}", operation.method.to_uppercase()) }
}

fn address(operation: &Operation<'_>) -> String {
    let mut path = operation.path.to_owned();
    for parameter in operation.parameters("path") {
        let name = parameter["name"].as_str().unwrap_or_default();
        let example = parameter["example"].as_str().filter(|example| is_plain(example));
        let value = example.map_or_else(|| format!("${}", name.to_uppercase()), str::to_owned);
        path = path.replace(&format!("{{{name}}}"), &value);
    }
    let required = operation.parameters("query").filter(|parameter| parameter["required"] == true);
    let query: Vec<_> = required
        .map(|parameter| {
            let name = parameter["name"].as_str().unwrap_or_default();
            let example = [&parameter["example"], &parameter["schema"]["example"]];
            let example = example.into_iter().find(|value| !value.is_null());
            let value = example.map_or_else(|| format!("${}", name.to_uppercase()), plain);
            format!("{name}={value}")
        })
        .collect();
    let question = if query.is_empty() { "" } else { "?" };
    format!("$BASE{path}{question}{}", query.join("&"))
}

/// Whether the shell takes it as it is, between double quotation marks.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.'))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The member of a form that is the file.
fn file_member<'a>(openapi: &'a Value, content: &'a Value) -> &'a str {
    let form = schema::resolved(openapi, &content["schema"]);
    let mut members = form["properties"].as_object().into_iter().flatten();
    members.next().map_or("file", |(name, _)| name.as_str())
}
