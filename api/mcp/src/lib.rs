//! A Model Context Protocol server for assistants. It knows nothing but the API: what the key may read can be read, and every write is
//! a proposal, which a person confirms in the web app. There is no tool that writes.
//!
//! It is a crate of its own so that nothing else of the program can depend on the protocol.

mod arguments;
mod proposing;
mod reading;
mod server;
mod tool;

use std::future::Future;

use serde_json::Value;
use shared::api_key::Scope;

pub use server::{ServeError, serve};

/// A request to the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The path with its query.
    pub path: String,
    /// What is posted; none reads.
    pub body: Option<Value>,
}

impl Question {
    fn get(path: String) -> Self {
        Self { path, body: None }
    }
}

/// Why the API did not do it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It answered with a problem, which says what to do.
    Problem {
        /// The HTTP status.
        status: u16,
        /// The problem.
        problem: Value,
    },
    /// It did not answer.
    NoAnswer(String),
}

/// The API, as a key sees it.
pub trait Api: Clone + Send + Sync + 'static {
    /// What it answers.
    fn ask(&self, question: Question) -> impl Future<Output = Result<Value, Refusal>> + Send;
}

/// What finds out whether a key has a scope: reading something that needs it.
const PROBES: [(Scope, &str); 4] = [
    (Scope::VehiclesRead, "/api/v1/vehicles?limit=1"),
    (Scope::TrackingLinksRead, "/api/v1/tracking-links?limit=1"),
    (Scope::WebhooksManage, "/api/v1/events?limit=1"),
    (Scope::ProposalsWrite, "/api/v1/proposals?limit=1"),
];

/// The scopes that a key has, of those that tools need.
async fn scopes(api: &impl Api) -> Result<Vec<Scope>, Refusal> {
    let mut scopes = Vec::new();
    for (scope, path) in PROBES {
        match api.ask(Question::get(path.to_owned())).await {
            Ok(_) => scopes.push(scope),
            Err(Refusal::Problem { status: 403, .. }) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(scopes)
}
