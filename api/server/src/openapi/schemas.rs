//! Schemas as generators of clients need them: names that do not collide, answers that may grow, requests that may not.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::walk::{SCHEMAS, each_object, each_operation, permits_null, reachable, rename, schema_name, schemas};

/// Integers that may need 64 bits. All others are `int32`, because several languages have another type for the rest.
const LARGE: [&str; 8] = [
    "agreed_sale_price_minor",
    "amount_minor",
    "count",
    "sequence",
    "size_bytes",
    "target_version",
    "version",
    "view_count",
];

/// Completes the schemas, when all of them are there.
pub(super) fn finish(document: &mut Value) {
    name(document);
    each_object(document, &mut lift_description);
    inline_optional_texts(document);
    refer_to_items(document);
    let answered = separate(document);
    for name in &answered {
        if let Some(schema) = schemas(document).and_then(|schemas| schemas.get_mut(name)) {
            each_object(schema, &mut open);
        }
    }
    each_operation(document, |operation| {
        if let Some(responses) = operation.get_mut("responses") {
            each_object(responses, &mut open);
        }
    });
    each_object(document, &mut size_integers);
}

/// `NewVehicle` is `VehicleCreate` here: Go's generators make a function `NewVehicle` for `Vehicle`. `Page_Vehicle` is
/// `VehiclePage`: an underscore is dropped by some generators and kept by others.
fn name(document: &mut Value) {
    let new_name = |name: &str| {
        let created =
            name.strip_prefix("New").filter(|rest| rest.starts_with(|first: char| first.is_ascii_uppercase()));
        let page = name.strip_prefix("Page_");
        created.map(|rest| format!("{rest}Create")).or_else(|| page.map(|rest| format!("{rest}Page")))
    };
    rename(document, &new_name);
    if let Some(schemas) = schemas(document) {
        let old = std::mem::take(schemas);
        schemas.extend(old.into_iter().map(|(name, schema)| (new_name(&name).unwrap_or(name), schema)));
    }
}

/// The items of a page are the schema of that name, not a copy of it.
fn refer_to_items(document: &mut Value) {
    let Some(schemas) = schemas(document) else { return };
    let names: Vec<String> = schemas.keys().cloned().collect();
    for (name, schema) in schemas.iter_mut() {
        let item = name.strip_suffix("Page").filter(|item| names.iter().any(|known| known == item));
        if let Some(item) = item {
            schema["properties"]["data"]["items"] = json!({ "$ref": format!("{}{item}", SCHEMAS) });
        }
    }
}

/// A description belongs to the property, so it is beside `oneOf`, not in one of its alternatives.
fn lift_description(schema: &mut Map<String, Value>) {
    let alternatives = schema.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
    let mut descriptions = alternatives.filter_map(Value::as_object_mut).filter(|one| one.contains_key("$ref"));
    let description = descriptions.next().and_then(|one| one.remove("description"));
    if let Some(description) = description {
        schema.entry("description").or_insert(description);
    }
}

/// A text or null: `oneOf` with a reference to a schema that is a text makes many generators write a class for it.
fn inline_optional_texts(document: &mut Value) {
    let known = document["components"]["schemas"].clone();
    each_object(document, &mut |schema| {
        let Some([Value::Object(one), null]) = schema.get("oneOf").and_then(Value::as_array).map(Vec::as_slice) else {
            return;
        };
        let Some(text) = schema_name(one).map(|name| &known[name]).filter(|_| null["type"] == "null") else { return };
        if text["type"] != "string" || text.get("enum").is_some() {
            return;
        }
        let mut inlined = text.as_object().cloned().unwrap_or_default();
        inlined.insert("type".to_owned(), json!(["string", "null"]));
        schema.remove("oneOf");
        for (member, value) in inlined {
            schema.entry(member).or_insert(value);
        }
    });
}

/// Gives what is sent a schema of its own, `…Input`, where it is also answered and has to be stricter there. Answers the
/// names of the schemas of answers.
fn separate(document: &mut Value) -> BTreeSet<String> {
    let (mut sent, mut answered) = (BTreeSet::new(), BTreeSet::new());
    let whole = document.clone();
    each_operation(document, |operation| {
        for place in ["requestBody", "parameters"] {
            operation.get(place).into_iter().for_each(|value| reachable(&whole, value, &mut sent));
        }
        operation.get("responses").into_iter().for_each(|value| reachable(&whole, value, &mut answered));
    });
    // Events are received, like answers.
    whole["x-webhooks"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .for_each(|event| reachable(&whole, event, &mut answered));
    reachable(&whole, &json!({ "$ref": format!("{SCHEMAS}Problem") }), &mut answered);
    let strict = |name: &String| {
        let mut inside = BTreeSet::from([name.clone()]);
        let schemas = &whole["components"]["schemas"];
        reachable(&whole, &schemas[name], &mut inside);
        inside
            .iter()
            .map(|name| &schemas[name])
            .any(|one| one.get("enum").is_some() || one["additionalProperties"] == false)
    };
    let both: BTreeSet<String> = sent.intersection(&answered).filter(|name| strict(name)).cloned().collect();
    let input = |name: &str| both.contains(name).then(|| format!("{name}Input"));
    each_operation(document, |operation| {
        for place in ["requestBody", "parameters"] {
            operation.get_mut(place).into_iter().for_each(|value| rename(value, &input));
        }
    });
    let Some(schemas) = schemas(document) else { return answered };
    for name in sent.difference(&answered) {
        schemas.get_mut(name).into_iter().for_each(|schema| rename(schema, &input));
    }
    for name in &both {
        let mut copy = whole["components"]["schemas"][name].clone();
        rename(&mut copy, &input);
        schemas.insert(format!("{name}Input"), copy);
    }
    answered
}

/// An answer may get members and values that a client does not know yet, and what is always there is required.
fn open(schema: &mut Map<String, Value>) {
    if schema.get("additionalProperties") == Some(&json!(false)) {
        schema.remove("additionalProperties");
    }
    // The type of an event is what tells it from the others.
    let several = |values: &Value| values.as_array().is_some_and(|values| values.len() > 1);
    if let Some(values) = schema.get("enum").filter(|values| several(values)).cloned() {
        schema.remove("enum");
        schema.insert("x-extensible-enum".to_owned(), values);
        if let Some(Value::String(description)) = schema.get_mut("description") {
            description.push_str(" New values may be added.");
        }
    }
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    // What may be absent is not null: `skip_serializing_if` goes with `nullable = false`.
    let nullable: Vec<Value> =
        properties.filter(|(_, value)| permits_null(value)).map(|(name, _)| json!(name)).collect();
    if !nullable.is_empty() {
        let required = schema.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            required.extend(nullable);
            let mut seen = BTreeSet::new();
            required.retain(|name| seen.insert(name.to_string()));
        }
    }
}

/// Properties and parameters; see [`LARGE`].
fn size_integers(object: &mut Map<String, Value>) {
    let size = |name: &str, schema: &mut Value| {
        let is_integer = schema["type"] == "integer" || schema["type"][0] == "integer";
        if is_integer && schema["format"] == "int64" && !LARGE.contains(&name) {
            schema["format"] = json!("int32");
        }
    };
    if let Some(Value::Object(properties)) = object.get_mut("properties") {
        properties.iter_mut().filter(|(_, schema)| schema.is_object()).for_each(|(name, schema)| size(name, schema));
    }
    if object.contains_key("in") {
        let name = object.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        object.get_mut("schema").into_iter().for_each(|schema| size(&name, schema));
    }
}
