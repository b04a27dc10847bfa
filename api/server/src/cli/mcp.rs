//! `importops mcp`: an assistant reads and proposes through the API, over standard input and output.

use clap::Args;
use mcp::{Api, Question, Refusal, ServeError};
use reqwest::Method;
use serde_json::Value;

use super::client::{ApiClient, ClientError, Connection};
use super::output::CommandError;

/// Where the server is.
#[derive(Debug, Args)]
pub struct Mcp {
    #[command(flatten)]
    connection: Connection,
}

impl Api for ApiClient {
    async fn ask(&self, question: Question) -> Result<Value, Refusal> {
        let Question { path, body } = question;
        let method = if body.is_some() { Method::POST } else { Method::GET };
        let answer = ApiClient::ask(self, method, &path, body.map(|body| body.to_string())).await;
        answer.map_err(|error| match error {
            ClientError::Problem { status, problem } => Refusal::Problem { status, problem },
            other => Refusal::NoAnswer(other.to_string()),
        })
    }
}

/// Serves until the assistant goes away.
pub async fn run(command: Mcp) -> Result<(), CommandError> {
    let client = ApiClient::new(command.connection)?;
    mcp::serve(client).await.map_err(|error| match error {
        ServeError::Refused(Refusal::Problem { status: 401, .. }) => {
            "the server does not accept this API key: it is not valid, has expired or was revoked".into()
        }
        ServeError::Refused(Refusal::Problem { problem, .. }) => {
            format!("the server refused the API key: {}", problem["detail"].as_str().unwrap_or_default()).into()
        }
        ServeError::Refused(Refusal::NoAnswer(why)) => format!("the server cannot be reached: {why}").into(),
        ServeError::NoScope => "this API key has no scope that the tools need: vehicles.read, tracking_links.read, \
                                webhooks.manage or proposals.write"
            .into(),
        ServeError::Protocol(why) => format!("the connection to the assistant failed: {why}").into(),
    })
}
