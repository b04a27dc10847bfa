//! The arguments of a tool, read strictly.

use std::fmt::Write;

use rmcp::model::JsonObject;
use serde_json::Value;

/// What is wrong with the arguments, for the assistant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Mistake(pub(crate) String);

/// What was passed and not yet read.
#[derive(Debug)]
pub(crate) struct Arguments(JsonObject);

impl Arguments {
    pub(crate) fn new(given: Option<JsonObject>) -> Self {
        Self(given.unwrap_or_default())
    }

    /// An argument that may be missing.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    /// An argument that is needed.
    pub(crate) fn need(&mut self, name: &str) -> Result<Value, Mistake> {
        self.take(name).ok_or_else(|| Mistake(format!("{name} is required")))
    }

    /// A text that is needed, as a part of a path.
    pub(crate) fn path_part(&mut self, name: &str) -> Result<String, Mistake> {
        match self.need(name)? {
            Value::String(text) if !text.trim().is_empty() => Ok(escaped(text.trim())),
            _ => Err(Mistake(format!("{name} must be a text"))),
        }
    }

    /// A query of those that were passed.
    pub(crate) fn query(&mut self, names: &[&str]) -> String {
        let mut query = String::new();
        for name in names {
            let text = match self.take(name) {
                None => continue,
                Some(Value::String(text)) => text,
                Some(other) => other.to_string(),
            };
            let before = if query.is_empty() { '?' } else { '&' };
            // Writing into a text cannot fail.
            let _ = write!(query, "{before}{name}={}", escaped(&text));
        }
        query
    }

    /// Whatever is left, which must be nothing.
    pub(crate) fn finish(self) -> Result<(), Mistake> {
        match self.0.keys().next() {
            Some(unknown) => Err(Mistake(format!("{unknown} is not an argument of this tool"))),
            None => Ok(()),
        }
    }
}

/// Percent-encodes whatever could end a part of a URL.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b':') {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn arguments(value: Value) -> Arguments {
        Arguments::new(value.as_object().cloned())
    }

    #[test]
    fn nothing_that_is_passed_leaves_its_place_in_a_path() {
        let mut given = arguments(json!({ "vehicle_id": "ext:A/../b?x=1", "q": "a & b", "limit": 5 }));
        assert_eq!(given.path_part("vehicle_id"), Ok("ext:A%2F..%2Fb%3Fx%3D1".to_owned()));
        assert_eq!(given.query(&["q", "stage", "limit"]), "?q=a%20%26%20b&limit=5");
        assert_eq!(given.finish(), Ok(()));
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        assert_eq!(arguments(json!({})).path_part("vehicle_id"), Err(Mistake("vehicle_id is required".into())));
        assert!(arguments(json!({ "vehicle_id": 7 })).path_part("vehicle_id").is_err());
        assert!(arguments(json!({ "colour": "red" })).finish().unwrap_err().0.contains("colour"));
    }
}
