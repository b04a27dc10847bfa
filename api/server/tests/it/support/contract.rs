//! Every answer of the API is what the OpenAPI document says: a drift test alone would prove that the file equals the
//! annotations, not that the annotations equal the behaviour.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use actix_web::dev::ResourceDef;
use actix_web::http::Method;
use jsonschema::Validator;
use serde_json::{Value, json};
use std::sync::Arc;

use server::openapi::Version;

use super::Answer;

/// The document as JSON.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::from_str(&server::openapi::json(Version::V3_1).unwrap()).unwrap())
}

/// Every operation: method, path template, operation.
pub fn operations() -> Vec<(Method, &'static str, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap();
    let mut operations = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().unwrap() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            operations.push((method, path.as_str(), operation));
        }
    }
    operations
}

/// Fails when an answer of a documented operation is not documented, or is not as documented.
pub fn check(method: &Method, path: &str, answer: &Answer) {
    let path = path.split('?').next().unwrap();
    let looked_up = if method == Method::HEAD { &Method::GET } else { method };
    // OpenAPI takes the path without parameters before the one with them.
    let of_its_own = document()["paths"].get(path).is_some();
    let is_at = |template: &str, resource: &ResourceDef| template == path || !of_its_own && resource.is_match(path);
    let found = table().iter().find(|(m, resource, template, _)| m == looked_up && is_at(template, resource));
    let Some((_, _, template, operation)) = found else { return };
    let status = answer.status.to_string();
    let documented = resolve(&operation["responses"][&status]);
    assert!(documented.is_object(), "{method} {template}: status {status} is not documented: {}", answer.text());
    if method == Method::HEAD {
        return;
    }
    let Some(content) = documented.get("content").and_then(Value::as_object) else {
        assert!(answer.body.is_empty(), "{method} {template}: {status} should have no body: {}", answer.text());
        return;
    };
    let media_type = answer.header("content-type").split(';').next().unwrap().to_owned();
    let schema =
        &content.get(&media_type).unwrap_or_else(|| panic!("{method} {template} {status}: {media_type}"))["schema"];
    if media_type == "text/calendar" {
        assert_eq!(schema["type"], "string", "{method} {template}: {status}");
        assert!(answer.text().starts_with("BEGIN:VCALENDAR\r\n"), "{method} {template}: {}", answer.text());
        return;
    }
    if media_type.starts_with("image/") {
        assert!(!answer.body.is_empty(), "{method} {template}: {status} should have a picture");
        return;
    }
    if media_type == "application/zip" {
        assert!(answer.body.starts_with(b"PK"), "{method} {template}: {status} should have an archive");
        return;
    }
    let body: Value = serde_json::from_slice(&answer.unpacked()).unwrap();
    let key = format!("{method} {template} {status}");
    let validator = validator(&key, schema);
    let errors: Vec<_> = validator.iter_errors(&body).map(|e| format!("{} at {}", e, e.instance_path())).collect();
    assert!(errors.is_empty(), "{key}: {errors:?}: {body}");
    check_instants(&key, &body);
}

/// Instants have one form: programs compare them as texts.
fn check_instants(key: &str, value: &Value) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| check_instants(key, item)),
        Value::Object(members) => {
            for (name, member) in members {
                let is_instant = name.ends_with("_at") || ["access_until", "timestamp"].contains(&name.as_str());
                if let (true, Some(text)) = (is_instant, member.as_str()) {
                    let at_three_decimals = text.len() == "2026-05-14T09:30:00.000Z".len() && text.ends_with('Z');
                    assert!(at_three_decimals && text.as_bytes()[19] == b'.', "{key}: {name} is {text}");
                }
                check_instants(key, member);
            }
        }
        _ => {}
    }
}

type Row = (Method, ResourceDef, &'static str, &'static Value);

fn table() -> &'static [Row] {
    static TABLE: OnceLock<Vec<Row>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = operations().into_iter();
        rows.map(|(method, path, operation)| (method, ResourceDef::new(path), path, operation)).collect()
    })
}

fn resolve(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document().pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// The document leaves answers open, so that v1 can grow; what this version answers is only what it describes.
fn close(schema: &mut Value) {
    if let Some(values) = schema.get("x-extensible-enum").cloned() {
        let null = schema["type"].is_array().then_some(Value::Null);
        schema["enum"] = values.as_array().unwrap().iter().cloned().chain(null).collect();
    }
    if schema["properties"].is_object() && schema.get("additionalProperties").is_none() {
        schema["additionalProperties"] = json!(false);
    }
    match schema {
        Value::Object(members) => members.values_mut().for_each(close),
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

/// Fails when an event is not as the schema of its type says.
pub fn check_event(event: &Value) {
    let name = event["type"].as_str().unwrap();
    let webhook = &document()["x-webhooks"][name]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert!(webhook.is_object(), "the event {name} is not documented");
    let errors: Vec<_> = validator(name, webhook).iter_errors(event).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{name}: {errors:?}: {event}");
}

fn validator(key: &str, schema: &Value) -> Arc<Validator> {
    static VALIDATORS: OnceLock<Mutex<HashMap<String, Arc<Validator>>>> = OnceLock::new();
    let mut validators = VALIDATORS.get_or_init(Mutex::default).lock().unwrap();
    let compile = || {
        let mut root = schema.clone();
        root["components"] = json!({ "schemas": document()["components"]["schemas"] });
        close(&mut root);
        Arc::new(jsonschema::options().should_validate_formats(true).build(&root).unwrap())
    };
    validators.entry(key.to_owned()).or_insert_with(compile).clone()
}
