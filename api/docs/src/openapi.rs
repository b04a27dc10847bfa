//! The OpenAPI document as the pages read it, and where its parts are explained.

use serde_json::Value;

use crate::html::anchor;

/// Where the overview of the reference is.
pub(crate) const PATH: &str = "/docs/reference";
/// Where the schemas are.
pub(crate) const SCHEMAS: &str = "/docs/reference/schemas";

/// An operation of the document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation<'a> {
    /// The method, in lower case.
    pub(crate) method: &'a str,
    /// The path, with its parameters in braces.
    pub(crate) path: &'a str,
    /// Its id.
    pub(crate) id: &'a str,
    /// What it is about.
    pub(crate) tag: &'a str,
    /// All that the document says of it.
    pub(crate) value: &'a Value,
}

/// The methods in the order in which they are listed.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// All operations, in the order of their paths.
pub(crate) fn operations(openapi: &Value) -> Vec<Operation<'_>> {
    let mut found = Vec::new();
    for (path, item) in openapi["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(value) = item.get(method) else { continue };
            let (Some(id), Some(tag)) = (value["operationId"].as_str(), value["tags"][0].as_str()) else { continue };
            found.push(Operation { method, path, id, tag, value });
        }
    }
    found
}

impl<'a> Operation<'a> {
    /// Where it is explained.
    pub(crate) fn href(&self) -> String {
        format!("{}#{}", path_of(self.tag), self.id)
    }

    /// What it does, in a few words.
    pub(crate) fn summary(&self) -> &'a str {
        self.value["summary"].as_str().unwrap_or(self.id)
    }
}

/// The tags that operations have, with what they are about.
pub(crate) fn tags(openapi: &Value) -> impl Iterator<Item = (&str, &str)> {
    let operations = operations(openapi);
    let tags = openapi["tags"].as_array().into_iter().flatten();
    let named = tags.filter_map(|tag| Some((tag["name"].as_str()?, tag["description"].as_str().unwrap_or_default())));
    // One of webhooks alone is explained by the catalogue of events.
    named.filter(move |(name, _)| operations.iter().any(|operation| operation.tag == *name))
}

/// Where the page of a tag is.
pub(crate) fn path_of(tag: &str) -> String {
    format!("{PATH}/{}", anchor(tag))
}

/// The names of all schemas.
pub(crate) fn schema_names(openapi: &Value) -> impl Iterator<Item = &str> {
    openapi["components"]["schemas"].as_object().into_iter().flatten().map(|(name, _)| name.as_str())
}
