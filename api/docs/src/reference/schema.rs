//! Schemas as compact tables: a member a row, and what it consists of folded away.

use serde_json::Value;

use crate::html::{Table, code, escape, push};
use crate::markdown;
use crate::openapi::SCHEMAS;
use crate::terms::Terms;

/// How deep objects are unfolded where they are used; below that a link leads to the schema.
const DEPTH: usize = 2;
/// More values than these are not repeated in a cell.
const FEW_VALUES: usize = 8;

/// What a schema is used for: what is said of a member depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Members that have to be there are marked.
    Request,
    /// Members that may be missing are marked.
    Answer,
}

impl Use {
    /// Schemas of requests are closed, those of answers are open.
    pub(crate) fn of(schema: &Value) -> Self {
        if schema["additionalProperties"] == false { Self::Request } else { Self::Answer }
    }
}

/// What a reference names, or the schema itself.
pub(crate) fn resolved<'a>(openapi: &'a Value, schema: &'a Value) -> &'a Value {
    name_of(schema).map_or(schema, |name| &openapi["components"]["schemas"][name])
}

/// The example of a body.
pub(super) fn example(content: &Value) -> Option<&Value> {
    content.get("example").or_else(|| {
        let examples = content.get("examples")?.as_object()?;
        examples.values().next().map(|example| &example["value"])
    })
}

/// The type of a value, as HTML.
pub(crate) fn kind(openapi: &Value, schema: &Value) -> String {
    let nullable = alternatives(schema).any(|one| one["type"] == "null") || types(schema).contains(&"null");
    let mut text = bare(openapi, schema);
    if nullable {
        text.push_str(" or null");
    }
    text
}

fn bare(openapi: &Value, schema: &Value) -> String {
    if let Some(name) = name_of(schema) {
        let values = values(resolved(openapi, schema));
        let link = format!("<a href=\"{SCHEMAS}#{name}\">{name}</a>");
        return if values.is_empty() || values.len() > FEW_VALUES { link } else { one_of(&values) };
    }
    let others: Vec<_> = alternatives(schema).filter(|one| one["type"] != "null").collect();
    if !others.is_empty() {
        return others.into_iter().map(|one| bare(openapi, one)).collect::<Vec<_>>().join(" or ");
    }
    let values = values(schema);
    if !values.is_empty() {
        return one_of(&values);
    }
    let kinds: Vec<_> = types(schema).into_iter().filter(|kind| *kind != "null").collect();
    match kinds.first().copied().unwrap_or("any value") {
        "array" => format!("array of {}", kind(openapi, &schema["items"])),
        "string" => match schema["format"].as_str() {
            Some("date") => "date".to_owned(),
            Some("date-time") => "instant".to_owned(),
            Some("binary") => "file".to_owned(),
            _ => "string".to_owned(),
        },
        other => other.to_owned(),
    }
}

fn one_of(values: &[&str]) -> String {
    values.iter().map(|value| code(value)).collect::<Vec<_>>().join(", ")
}

/// The table of an object's members, or of those of the items of an array; nothing for other values.
pub(crate) fn members(openapi: &Value, schema: &Value, used: Use, depth: usize, terms: &Terms) -> String {
    let object = resolved(openapi, schema);
    let Some(properties) = object["properties"].as_object() else { return String::new() };
    let required: Vec<_> = object["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut names: Vec<_> = properties.keys().map(String::as_str).collect();
    names.sort_by_key(|name| (used == Use::Request && !required.contains(name), *name));
    let mut table = Table::new(&["Member", "Type", "Meaning"]);
    for name in names {
        let value = &properties[name];
        let mark = match (used, required.contains(&name)) {
            (Use::Request, true) => " <span class=\"mark\">required</span>",
            (Use::Answer, false) => " <span class=\"mark mark--quiet\">may be absent</span>",
            _ => "",
        };
        let mut meaning = markdown::inline(value["description"].as_str().unwrap_or_default(), terms);
        let bounds = bounds(value);
        if !bounds.is_empty() {
            push!(meaning, " <span class=\"bounds\">{bounds}</span>");
        }
        meaning.push_str(&folded(openapi, value, used, depth, terms));
        table.row(&[format!("<code>{}</code>{mark}", escape(name)), kind(openapi, value), meaning]);
    }
    table.html()
}

/// What a member consists of, if it is an object or a list of objects.
fn folded(openapi: &Value, value: &Value, used: Use, depth: usize, terms: &Terms) -> String {
    let Some(name) = object_within(openapi, value) else { return String::new() };
    if depth >= DEPTH {
        return String::new();
    }
    let inner = members(openapi, &openapi["components"]["schemas"][name], used, depth + 1, terms);
    if inner.is_empty() { inner } else { fold(&format!("Members of {}", code(name)), &inner) }
}

/// Something that can be unfolded.
pub(crate) fn fold(summary: &str, html: &str) -> String {
    format!("<details>\n<summary>{summary}</summary>\n{html}</details>\n")
}

/// The name of the object that a value is, or that it is a list of.
fn object_within<'a>(openapi: &'a Value, value: &'a Value) -> Option<&'a str> {
    let candidates = std::iter::once(value).chain(alternatives(value)).chain(std::iter::once(&value["items"]));
    let mut names = candidates.filter_map(name_of);
    names.find(|name| openapi["components"]["schemas"][*name]["properties"].is_object())
}

/// What a value may be at most, in words.
fn bounds(schema: &Value) -> String {
    let mut words = Vec::new();
    let number = |name: &str| schema.get(name).and_then(Value::as_i64);
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => words.push(format!("{least} to {most}.")),
        (Some(least), None) => words.push(format!("At least {least}.")),
        (None, Some(most)) => words.push(format!("At most {most}.")),
        (None, None) => {}
    }
    match (number("minLength"), number("maxLength")) {
        (Some(least), Some(most)) => words.push(format!("{least} to {most} characters.")),
        (None, Some(most)) => words.push(format!("At most {most} characters.")),
        (Some(least), None) => words.push(format!("At least {least} characters.")),
        (None, None) => {}
    }
    if let Some(most) = number("maxItems") {
        words.push(format!("At most {most} items."));
    }
    if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
        words.push(format!("Default: {}.", code(&default.to_string())));
    }
    words.join(" ")
}

/// The name of the schema that a value refers to.
pub(super) fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn alternatives(schema: &Value) -> impl Iterator<Item = &Value> {
    ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|name| schema[name].as_array().into_iter().flatten())
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn values(schema: &Value) -> Vec<&str> {
    let listed = schema["enum"].as_array().or_else(|| schema["x-extensible-enum"].as_array());
    listed.into_iter().flatten().filter_map(Value::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_are_short() {
        let openapi = json!({ "components": { "schemas": {
            "Colour": { "type": "string", "enum": ["red", "blue"] },
            "Car": { "type": "object", "properties": { "colour": { "$ref": "#/components/schemas/Colour" } } }
        } } });
        for (schema, expected) in [
            (json!({ "type": ["string", "null"], "format": "date" }), "date or null"),
            (json!({ "$ref": "#/components/schemas/Colour" }), "<code>red</code>, <code>blue</code>"),
            (
                json!({ "oneOf": [{ "$ref": "#/components/schemas/Car" }, { "type": "null" }] }),
                "<a href=\"/docs/reference/schemas#Car\">Car</a> or null",
            ),
            (
                json!({ "type": "array", "items": { "$ref": "#/components/schemas/Car" } }),
                "array of <a href=\"/docs/reference/schemas#Car\">Car</a>",
            ),
        ] {
            assert_eq!(kind(&openapi, &schema), expected);
        }
        let list = json!({ "type": "array", "items": { "$ref": "#/components/schemas/Car" } });
        assert_eq!(object_within(&openapi, &list), Some("Car"));
    }

    #[test]
    fn bounds_are_words() {
        assert_eq!(bounds(&json!({ "minLength": 1, "maxLength": 80 })), "1 to 80 characters.");
        assert_eq!(
            bounds(&json!({ "minimum": 1, "maximum": 100, "default": 25 })),
            "1 to 100. Default: <code>25</code>."
        );
    }
}
