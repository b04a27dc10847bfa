//! The same document in OpenAPI 3.0, for tools that do not know 3.1.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::walk::{each_object, reachable, schema_name, schemas};

/// A rendering of the finished document.
pub(super) fn render(document: &Value) -> Value {
    let mut rendered = document.clone();
    rendered["openapi"] = json!("3.0.3");
    // 3.0 knows a licence by its name and its URL, not by its SPDX expression.
    if let Some(license) = rendered.pointer_mut("/info/license").and_then(Value::as_object_mut) {
        license.remove("identifier");
    }
    each_object(&mut rendered, &mut |object| {
        types(object);
        alternatives(object);
        siblings(object);
        exclusive(object);
        constant(object);
        unknown(object);
    });
    let before = referred_to(&rendered);
    // A copy may hold such references itself.
    for _ in 0..MAX_NESTED_COPIES {
        let schemas = rendered["components"]["schemas"].clone();
        each_object(&mut rendered, &mut |object| copy_nullable(object, &schemas));
    }
    let after = referred_to(&rendered);
    if let Some(schemas) = schemas(&mut rendered) {
        schemas.retain(|name, _| after.contains(name) || !before.contains(name));
    }
    rendered
}

/// The names of the schemas that anything but schemas refers to, directly or through others.
fn referred_to(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for place in ["/paths", "/x-webhooks", "/components/responses", "/components/parameters"] {
        document.pointer(place).into_iter().for_each(|value| reachable(document, value, &mut found));
    }
    found
}

/// How deep schemas that may be null are nested in each other at most.
const MAX_NESTED_COPIES: usize = 3;

/// `type: [string, null]` is `type: string` and `nullable`.
fn types(schema: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = schema.get("type") else { return };
    let (null, mut others): (Vec<_>, Vec<_>) = types.iter().cloned().partition(|one| one == "null");
    if let Some(only) = others.pop().filter(|_| others.is_empty()) {
        schema.insert("type".to_owned(), only);
    } else {
        schema.remove("type");
    }
    if !null.is_empty() {
        schema.insert("nullable".to_owned(), json!(true));
    }
}

/// `oneOf` of a schema and null is that schema, which may be null.
fn alternatives(schema: &mut Map<String, Value>) {
    let Some(Value::Array(alternatives)) = schema.get("oneOf") else { return };
    let others: Vec<_> = alternatives.iter().filter(|one| one["type"] != "null").cloned().collect();
    if others.len() == alternatives.len() {
        return;
    }
    schema.remove("oneOf");
    schema.insert("nullable".to_owned(), json!(true));
    schema.insert(if others.len() == 1 { "allOf" } else { "oneOf" }.to_owned(), Value::Array(others));
}

/// Everything beside `$ref` is ignored in 3.0.
fn siblings(schema: &mut Map<String, Value>) {
    if schema.len() > 1 && schema_name(schema).is_some() {
        let reference = schema.remove("$ref");
        schema.insert("allOf".to_owned(), json!([{ "$ref": reference }]));
    }
}

/// `exclusiveMinimum: 0` is `minimum: 0` and `exclusiveMinimum: true`.
fn exclusive(schema: &mut Map<String, Value>) {
    for (exclusive, limit) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if let Some(number) = schema.get(exclusive).filter(|value| value.is_number()).cloned() {
            schema.insert(limit.to_owned(), number);
            schema.insert(exclusive.to_owned(), json!(true));
        }
    }
}

/// `const` is an `enum` of one.
fn constant(schema: &mut Map<String, Value>) {
    if schema.contains_key("type")
        && let Some(value) = schema.remove("const")
    {
        schema.insert("enum".to_owned(), json!([value]));
    }
}

/// A schema that is referred to forbids null, whatever stands beside the reference (OpenAPI 3.0.3, "nullable"): where null is
/// permitted stands a copy of it that permits null.
fn copy_nullable(schema: &mut Map<String, Value>, schemas: &Value) {
    if schema.get("nullable") != Some(&json!(true)) || schema.contains_key("type") {
        return;
    }
    let referred = schema.get("allOf").and_then(|all| all[0].as_object()).and_then(schema_name);
    let Some(Value::Object(referred)) = referred.map(|name| schemas[name].clone()) else { return };
    schema.remove("allOf");
    for (member, value) in referred {
        schema.entry(member).or_insert(value);
    }
}

/// What 3.0 has no words for, where something else says it too: a file has `format: binary`, and every name is a string.
fn unknown(schema: &mut Map<String, Value>) {
    if schema.contains_key("type") {
        schema.remove("contentMediaType");
        schema.remove("propertyNames");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_3_1_says_in_its_own_words_is_said_in_those_of_3_0() {
        let rendered = |schema: Value| {
            let document =
                json!({ "openapi": "3.1.0", "components": { "schemas": { "A": { "type": "object" }, "It": schema } } });
            render(&document)["components"]["schemas"]["It"].clone()
        };
        assert_eq!(
            rendered(json!({ "type": ["string", "null"], "format": "date" })),
            json!({ "type": "string", "nullable": true, "format": "date" })
        );
        assert_eq!(
            rendered(
                json!({ "oneOf": [{ "$ref": "#/components/schemas/A" }, { "type": "null" }], "description": "A." })
            ),
            json!({ "nullable": true, "type": "object", "description": "A." })
        );
        assert_eq!(
            rendered(json!({ "properties": { "a": { "$ref": "#/components/schemas/A", "description": "A." } } })),
            json!({ "properties": { "a": { "allOf": [{ "$ref": "#/components/schemas/A" }], "description": "A." } } })
        );
        assert_eq!(
            rendered(json!({ "type": "integer", "exclusiveMinimum": 0, "exclusiveMaximum": 9 })),
            json!({ "type": "integer", "minimum": 0, "exclusiveMinimum": true, "maximum": 9, "exclusiveMaximum": true })
        );
        assert_eq!(rendered(json!({ "type": "string", "const": "a" })), json!({ "type": "string", "enum": ["a"] }));
        let example = json!({ "type": "object", "example": { "type": ["a", "null"] } });
        assert_eq!(rendered(example.clone()), example, "an example is data");
    }
}
