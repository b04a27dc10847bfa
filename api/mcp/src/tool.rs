//! What a tool is.

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Value, json};
use shared::api_key::Scope;

use crate::Question;
use crate::arguments::{Arguments, Mistake};

/// A tool: what assistants read of it, and what it asks the API.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ApiTool {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it does and when to use it.
    pub(crate) description: &'static str,
    /// The scope that the key needs.
    pub(crate) scope: Scope,
    /// Its arguments: the properties of a JSON Schema.
    pub(crate) properties: fn() -> Value,
    /// Those that are needed.
    pub(crate) required: &'static [&'static str],
    /// Whether it only reads.
    pub(crate) reads: bool,
    /// The request that its arguments make.
    pub(crate) question: fn(&mut Arguments) -> Result<Question, Mistake>,
}

impl ApiTool {
    /// How the protocol describes it.
    pub(crate) fn described(&self) -> Tool {
        let schema = json!({
            "type": "object",
            "properties": (self.properties)(),
            "required": self.required,
            "additionalProperties": false,
        });
        let schema: JsonObject = schema.as_object().cloned().unwrap_or_default();
        // Proposing adds something that waits; it overwrites nothing.
        let hints = ToolAnnotations::new().read_only(self.reads).destructive(false).open_world(false);
        Tool::new(self.name, self.description, schema).with_annotations(hints)
    }
}
