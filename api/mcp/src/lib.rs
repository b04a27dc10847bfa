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
use shared::api_key::{CurrentApiKey, Scope};
use shared::paths::ApiPath;

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

/// The scopes that have an effect for this key: those that it has and its member's present role permits.
async fn scopes(api: &impl Api) -> Result<Vec<Scope>, Refusal> {
    let answer = api.ask(Question::get(ApiPath::CurrentApiKey.to_string())).await?;
    let key: CurrentApiKey = serde_json::from_value(answer)
        .map_err(|error| Refusal::NoAnswer(format!("it is no ImportOps API: {error}")))?;
    Ok(key.scopes.into_iter().filter(|scope| key.role >= scope.role()).collect())
}
