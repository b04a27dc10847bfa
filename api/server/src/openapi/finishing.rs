//! What the generator cannot say, said about the finished document: scopes where every tool finds them, shared schemas by
//! reference, the webhooks, and that what is public needs no credential.

use serde_json::{Map, Value, json};
use shared::webhook::EventType;

/// Completes the document.
pub(super) fn finish(document: &mut Value) {
    for_each_operation(document, |operation| {
        explain_scope(operation);
        operation.entry("security").or_insert_with(|| json!([]));
        document_limits(operation);
    });
    for status in ["Status429", "Status503"] {
        document["components"]["responses"][status]["headers"] = json!({ "Retry-After": {
            "description": "How many seconds to wait before the next request.", "schema": { "type": "integer", "minimum": 1 } } });
    }
    refer_to_items(document);
    describe_bodies(document);
    document["webhooks"] = webhooks();
}

fn for_each_operation(document: &mut Value, mut change: impl FnMut(&mut Map<String, Value>)) {
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        if let Some(operation) = operation.as_object_mut() {
            change(operation);
        }
    }
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

/// The items of a page are the schema of that name, not a copy of it.
fn refer_to_items(document: &mut Value) {
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    let names: Vec<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        let item = name.strip_prefix("Page_").filter(|item| names.iter().any(|known| known == item));
        if let Some(item) = item {
            schema["properties"]["data"]["items"] = json!({ "$ref": format!("#/components/schemas/{item}") });
        }
    }
}

/// What is posted to webhook endpoints (OpenAPI 3.1, `webhooks`).
fn webhooks() -> Value {
    let entry = |kind: &EventType| {
        let body = json!({ "required": true, "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/WebhookEvent" } } } });
        let signed = "Signed according to Standard Webhooks 1.0: headers `webhook-id`, `webhook-timestamp`, `webhook-signature`.";
        let operation = json!({
            "operationId": format!("on_{}", kind.as_str().replace('.', "_")),
            // Not the tag of the endpoints: generators would write both into one file.
            "tags": ["Events"],
            "summary": kind.explanation().trim(),
            "description": signed,
            "security": [],
            "requestBody": body,
            "responses": {
                "2XX": { "description": "Received. After any other status the event is sent again." },
                "410": { "description": "The receiver is gone for good: the endpoint is disabled." }
            }
        });
        (kind.as_str().to_owned(), json!({ "post": operation }))
    };
    EventType::ALL.iter().map(entry).collect::<Map<_, _>>().into()
}
