//! What the handlers cannot say, said about the finished document: scopes where every tool finds them, one credential, and
//! that what is public needs none.

use serde_json::{Map, Value, json};

use super::walk::each_operation;
use super::{BEARER, REFRESH_COOKIE, events, examples, schemas};

/// Completes the document.
pub(super) fn finish(document: &mut Value) {
    each_operation(document, |operation| {
        explain_scope(operation);
        operation.entry("security").or_insert_with(|| json!([]));
        document_limits(operation);
        name_credentials(operation);
        text_headers(operation);
    });
    for status in ["Status429", "Status503"] {
        document["components"]["responses"][status]["headers"] = json!({ "Retry-After": {
            "description": "How many seconds to wait before the next request.", "schema": { "type": "integer", "minimum": 1, "format": "int32" } } });
    }
    describe_bodies(document);
    events::add(document);
    schemas::finish(document);
    examples::add(document);
}

/// Scopes belong to OAuth in the eyes of many tools; here the description names the scope of a key, and `x-scope` for
/// programs.
fn explain_scope(operation: &mut Map<String, Value>) {
    let requirements = operation.get_mut("security").and_then(Value::as_array_mut).into_iter().flatten();
    let mut scopes =
        requirements.filter_map(|requirement| requirement.get_mut("api_key")).filter_map(Value::as_array_mut);
    let Some(scope) = scopes.next().and_then(Vec::pop) else { return };
    let text = operation.get("description").and_then(Value::as_str).unwrap_or_default();
    let text = format!("{text}\n\nAn API key needs the scope `{}`.", scope.as_str().unwrap_or_default());
    operation.insert("description".to_owned(), json!(text.trim_start()));
    operation.insert("x-scope".to_owned(), scope);
}

/// What is counted says how much is left (draft-ietf-httpapi-ratelimit-headers). Public routes do not: two answers must not
/// differ by what was asked before.
fn document_limits(operation: &mut Map<String, Value>) {
    let counted = ["member", "api_key"];
    let schemes = operation["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
    if !schemes.flat_map(Map::keys).any(|scheme| counted.contains(&scheme.as_str())) {
        return;
    }
    let responses = operation["responses"].as_object_mut().into_iter().flatten();
    for (_, response) in responses.filter(|(status, _)| status.starts_with('2')) {
        let header = |text: &str, example: &str| json!({ "description": text, "schema": { "type": "string" }, "example": example });
        response["headers"]["RateLimit-Policy"] =
            header("How many requests (q) are allowed in how many seconds (w).", "\"key\";q=600;w=60");
        response["headers"]["RateLimit"] = header(
            "How many requests are left (r), and after how many seconds (t) the full quota is available again.",
            "\"key\";r=599;t=1",
        );
    }
}

/// A change is a JSON Merge Patch, and may say so. A body in which every member is optional need not be sent.
fn describe_bodies(document: &mut Value) {
    let schemas = document["components"]["schemas"].clone();
    let all_optional = |content: &Value| {
        let name = content["application/json"]["schema"]["$ref"].as_str().and_then(|path| path.rsplit('/').next());
        name.is_some_and(|name| schemas[name]["required"].as_array().is_none_or(Vec::is_empty))
    };
    let items = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for (method, operation) in items.filter_map(Value::as_object_mut).flatten() {
        let Some(body) = operation.get_mut("requestBody") else { continue };
        match method.as_str() {
            "patch" => {
                let json = body["content"]["application/json"].clone();
                body["content"]["application/merge-patch+json"] = json;
            }
            "post" if all_optional(&body["content"]) => body["required"] = json!(false),
            _ => {}
        }
    }
}

/// Generators take every scheme for a credential to choose from or to send, so there is one: whatever is sent as
/// `Authorization: Bearer`. Who may call is in `x-credentials`. The session cookie is for pages of this server alone; only
/// where nothing else is a credential does the document mention it.
fn name_credentials(operation: &mut Map<String, Value>) {
    let requirements = operation.get("security").and_then(Value::as_array).into_iter().flatten();
    let schemes: Vec<String> = requirements.filter_map(Value::as_object).flat_map(Map::keys).cloned().collect();
    let bearers: Vec<&String> = schemes.iter().filter(|scheme| *scheme != REFRESH_COOKIE).collect();
    if !bearers.is_empty() {
        operation.insert("x-credentials".to_owned(), json!(bearers));
        operation.insert("security".to_owned(), json!([{ BEARER: [] }]));
    }
}

/// A header is absent or a text, never null.
fn text_headers(operation: &mut Map<String, Value>) {
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(types) = parameter["schema"]["type"].as_array() {
            let other = types.iter().find(|one| **one != "null").cloned();
            parameter["schema"]["type"] = other.unwrap_or_default();
        }
    }
}
