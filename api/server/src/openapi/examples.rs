//! An example for every body: made from the schema, so that no operation is without one and none is out of date.

mod values;

use serde_json::{Map, Value, json};
use shared::problem::ProblemCode;

use self::values::{absent, request, text};
use super::walk::{each_event, each_operation, resolve, schema_name};
use super::{EXAMPLE_BASE_URL, PROBLEMS, response_name};

/// Schemas that contain one another would never end.
const DEPTH: usize = 12;

/// Adds the examples.
pub(super) fn add(document: &mut Value) {
    for (status, _) in PROBLEMS {
        let examples: Map<String, Value> = codes(status, "").into_iter().map(|code| named(document, code)).collect();
        let response = &mut document["components"]["responses"][response_name(status)];
        response["content"]["application/problem+json"]["examples"] = examples.into();
    }
    let whole = document.clone();
    each_operation(document, |operation| {
        operation.get_mut("requestBody").into_iter().for_each(|body| sent(&whole, body));
        for (status, response) in operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten() {
            let codes = codes(status, response["description"].as_str().unwrap_or_default());
            let contents = response.get_mut("content").and_then(Value::as_object_mut).into_iter().flatten();
            for (media_type, content) in contents {
                answered(&whole, media_type, content, &codes);
            }
        }
    });
    each_event(document, |operation| operation.get_mut("requestBody").into_iter().for_each(|body| sent(&whole, body)));
}

fn sent(document: &Value, body: &mut Value) {
    for (media_type, content) in body["content"].as_object_mut().into_iter().flatten() {
        if media_type.ends_with("json") && content.get("example").is_none() {
            let name = content["schema"].as_object().and_then(schema_name).unwrap_or_default();
            content["example"] = request(name).unwrap_or_else(|| sample(document, "", &content["schema"], DEPTH));
        }
    }
}

fn answered(document: &Value, media_type: &str, content: &mut Value, codes: &[ProblemCode]) {
    if content.get("example").is_some() || content.get("examples").is_some() {
        return;
    }
    if media_type == "application/problem+json" {
        content["examples"] = codes.iter().map(|code| named(document, *code)).collect::<Map<_, _>>().into();
    } else if media_type.ends_with("json") {
        content["example"] = sample(document, "", &content["schema"], DEPTH);
    } else if media_type == "text/calendar" {
        content["example"] = json!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n");
    }
}

/// The codes that the description of a response names; those of its status, when it names none.
fn codes(status: &str, description: &str) -> Vec<ProblemCode> {
    let of_status = || ProblemCode::ALL.into_iter().filter(|code| code.status().to_string() == status);
    let named: Vec<_> = of_status().filter(|code| description.contains(&format!("`{}`", code.as_str()))).collect();
    if named.is_empty() { of_status().collect() } else { named }
}

/// A problem with this code, under its name.
fn named(document: &Value, code: ProblemCode) -> (String, Value) {
    let mut problem = json!({
        "type": format!("{EXAMPLE_BASE_URL}/problems/{}", code.as_str()),
        "title": code.title(),
        "status": code.status(),
        "detail": code.explanation().trim(),
        "instance": "/api/v1/vehicles/ext:DMS-10023",
        "code": code.as_str(),
        "request_id": "06evkwk5rsp4b6zqpv4k0sc0e0",
    });
    let members = &document["components"]["schemas"]["Problem"]["properties"];
    match code {
        ProblemCode::ValidationFailed => problem["errors"] = sample(document, "errors", &members["errors"], DEPTH),
        ProblemCode::StageMoveNotAllowed => problem["allowed_stages"] = json!(["in_transit"]),
        ProblemCode::TrackingLinkExists => {
            problem["tracking_link"] = sample(document, "", &members["tracking_link"], DEPTH);
        }
        ProblemCode::PreconditionFailed => problem["vehicle"] = sample(document, "", &members["vehicle"], DEPTH),
        _ => {}
    }
    (code.as_str().to_owned(), json!({ "summary": code.title(), "value": problem }))
}

/// An example of a schema that a property of this name has.
fn sample(document: &Value, name: &str, schema: &Value, depth: usize) -> Value {
    if depth == 0 || (absent(name) && super::walk::permits_null(schema)) {
        return Value::Null;
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    let resolved = resolve(document, schema);
    if !std::ptr::eq(resolved, schema) {
        return sample(document, name, resolved, depth);
    }
    for values in ["enum", "x-extensible-enum", "examples"] {
        if let Some(first) = schema[values].get(0) {
            return first.clone();
        }
    }
    if let Some(alternative) = ["oneOf", "anyOf"].iter().find_map(|list| schema[*list].get(0)) {
        return sample(document, name, alternative, depth);
    }
    let is = |wanted: &str| schema["type"] == wanted || schema["type"][0] == wanted || schema["type"][1] == wanted;
    if is("object") {
        let properties = schema["properties"].as_object().into_iter().flatten();
        let one = |(name, schema): (&String, &Value)| (name.clone(), sample(document, name, schema, depth - 1));
        // A row that succeeded has no problem.
        properties.filter(|(name, _)| *name != "problem").map(one).collect::<Map<_, _>>().into()
    } else if is("array") {
        json!([sample(document, name, &schema["items"], depth - 1)])
    } else if is("integer") {
        schema.get("minimum").filter(|least| **least != 0).cloned().unwrap_or(json!(1))
    } else if is("boolean") {
        json!(!absent(name))
    } else {
        json!(text(name, schema))
    }
}
