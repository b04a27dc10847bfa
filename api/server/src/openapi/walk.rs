//! Finding one's way in the document: schemas by name, what refers to them, and everything inside a schema.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// Where schemas live.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// Members whose value is somebody's data, not a part of the document.
const DATA: [&str; 4] = ["example", "examples", "default", "enum"];

/// Every object inside a value, the inner ones first. Examples are not looked into.
pub(super) fn each_object(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if !DATA.contains(&name.as_str()) {
                    each_object(member, change);
                }
            }
            change(members);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, change)),
        _ => {}
    }
}

/// Every operation of the API.
pub(super) fn each_operation(document: &mut Value, change: impl FnMut(&mut Map<String, Value>)) {
    each_of(document, "paths", change);
}

/// Every operation of a receiver of events.
pub(super) fn each_event(document: &mut Value, change: impl FnMut(&mut Map<String, Value>)) {
    each_of(document, "x-webhooks", change);
}

fn each_of(document: &mut Value, place: &str, change: impl FnMut(&mut Map<String, Value>)) {
    let items = document.get_mut(place).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    let operations = items.filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    operations.filter_map(Value::as_object_mut).for_each(change);
}

/// The schemas, by name.
pub(super) fn schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    document.pointer_mut("/components/schemas").and_then(Value::as_object_mut)
}

/// The name of the schema that an object refers to.
pub(super) fn schema_name(object: &Map<String, Value>) -> Option<&str> {
    object.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix(SCHEMAS))
}

/// What a reference leads to; anything else is itself.
pub(super) fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let reference = value.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
    reference.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// The names of all schemas that a value refers to, directly or through others.
pub(super) fn reachable(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                let is_new = reference.strip_prefix(SCHEMAS).is_none_or(|name| found.insert(name.to_owned()));
                if is_new {
                    reachable(document, resolve(document, value), found);
                }
            }
            members.values().for_each(|member| reachable(document, member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| reachable(document, item, found)),
        _ => {}
    }
}

/// Makes every reference inside a value lead to the schema of another name.
pub(super) fn rename(value: &mut Value, new_name: &impl Fn(&str) -> Option<String>) {
    each_object(value, &mut |object| {
        if let Some(name) = schema_name(object).and_then(new_name) {
            object.insert("$ref".to_owned(), Value::String(format!("{SCHEMAS}{name}")));
        }
    });
}

/// Whether a schema also permits null.
pub(super) fn permits_null(schema: &Value) -> bool {
    let is_null = |one: &Value| one == "null" || one["type"] == "null";
    [&schema["type"], &schema["oneOf"]].iter().filter_map(|list| list.as_array()).flatten().any(is_null)
}
