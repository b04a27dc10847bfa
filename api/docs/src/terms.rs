//! Which words in code spans lead somewhere: codes, events, operations, schemas, addresses of this documentation.

use std::collections::HashMap;

use serde_json::Value;
use shared::paths::API_BASE;
use shared::problem::ProblemCode;
use shared::webhook::EventType;

use crate::openapi::{operations, schema_names};

/// Addresses that stand in texts as they are.
const DOCUMENTS: [&str; 2] = ["/api/v1/openapi.json", "/api/v1/openapi-3.0.json"];

/// Where a code span leads.
#[derive(Debug, Default)]
pub(crate) struct Terms(HashMap<String, String>);

impl Terms {
    /// All that the documentation explains.
    pub(crate) fn of(openapi: &Value) -> Self {
        let mut terms = HashMap::new();
        for code in ProblemCode::ALL {
            terms.insert(code.as_str().to_owned(), format!("/docs/errors#{}", code.as_str()));
        }
        for event in EventType::ALL {
            terms.insert(event.as_str().to_owned(), format!("/docs/events#{}", event.as_str()));
        }
        for name in schema_names(openapi) {
            terms.insert(name.to_owned(), format!("/docs/reference/schemas#{name}"));
        }
        for operation in operations(openapi) {
            let (method, href) = (operation.method.to_uppercase(), operation.href());
            for path in [operation.path, operation.path.strip_prefix(API_BASE).unwrap_or(operation.path)] {
                terms.insert(format!("{method} {path}"), href.clone());
            }
            terms.insert(operation.id.to_owned(), href);
        }
        for document in DOCUMENTS {
            terms.insert(document.to_owned(), document.to_owned());
        }
        Self(terms)
    }

    /// Where a code span leads, if anywhere.
    pub(crate) fn href(&self, text: &str) -> Option<&str> {
        self.0.get(text).map(String::as_str)
    }

    /// Adds the addresses of the pages.
    pub(crate) fn add_pages<'a>(&mut self, paths: impl Iterator<Item = &'a str>) {
        self.0.extend(paths.map(|path| (path.to_owned(), path.to_owned())));
    }
}
