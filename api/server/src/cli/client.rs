//! A client of the product's own API, for the commands that run elsewhere than the server.

use std::time::Duration;

use host::tls;
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::output::CommandError;
use crate::webhooks::USER_AGENT;

/// How long a request may take.
const DEADLINE: Duration = Duration::from_secs(30);

/// Where the server is, and who is calling.
#[derive(Debug, Clone, clap::Args)]
pub struct Connection {
    /// Address of the server, like `https://importops.example`
    #[arg(long, env = "IMPORTOPS_SERVER", value_name = "URL")]
    pub server: String,
    /// API key; better in the environment, because other programs can see flags
    #[arg(long, env = "IMPORTOPS_API_KEY", value_name = "KEY", hide_env_values = true)]
    pub api_key: ApiKeyFlag,
}

/// A key from a flag or the environment. It is never printed.
#[derive(Clone)]
pub struct ApiKeyFlag(String);

impl std::fmt::Debug for ApiKeyFlag {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ApiKeyFlag(..)")
    }
}

impl std::str::FromStr for ApiKeyFlag {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.trim().to_owned()))
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The server answered with a problem.
    #[error("{}", sentence(.problem))]
    Problem {
        /// The HTTP status.
        status: u16,
        /// The problem, of which a newer server may have more members than this program knows.
        problem: Value,
    },
    /// Something else than this API answered, or it could not be read.
    #[error("the server answered with status {0}, not as the API of ImportOps does")]
    NotTheApi(StatusCode),
    /// Nothing answered.
    #[error("{0}")]
    Unreachable(String),
}

impl ClientError {
    /// Whether the same request may work later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Problem { status, .. } => *status == 429 || *status >= 500,
            Self::NotTheApi(status) => status.is_server_error(),
            Self::Unreachable(_) => true,
        }
    }
}

/// What a problem says to people.
fn sentence(problem: &Value) -> &str {
    [&problem["detail"], &problem["title"]].into_iter().find_map(Value::as_str).unwrap_or("the server refused it")
}

/// The client.
#[derive(Debug, Clone)]
pub struct ApiClient {
    http: Client,
    base: Url,
    key: ApiKeyFlag,
}

impl ApiClient {
    /// A client for a server.
    pub fn new(connection: Connection) -> Result<Self, CommandError> {
        let base = web_address("--server", &connection.server)?;
        let http = Client::builder()
            .tls_backend_preconfigured(tls::client_config()?)
            .user_agent(USER_AGENT)
            // A key goes to nobody but the server that was named.
            .redirect(Policy::none())
            .timeout(DEADLINE)
            .build()?;
        Ok(Self { http, base, key: connection.api_key })
    }

    /// What a path of the API, with its query, answers.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, ClientError> {
        self.ask(Method::GET, path, None).await
    }

    /// What a path of the API answers to a method, with a JSON document if there is one.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<String>,
    ) -> Result<T, ClientError> {
        let url = self.base.join(path).map_err(|error| ClientError::Unreachable(error.to_string()))?;
        let mut request = self.http.request(method, url).bearer_auth(&self.key.0);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body);
        }
        let answer = request.send().await.map_err(|error| ClientError::Unreachable(root_cause(&error)))?;
        let status = answer.status();
        let bytes = answer.bytes().await.map_err(|error| ClientError::Unreachable(root_cause(&error)))?;
        if status.is_success() {
            return serde_json::from_slice(&bytes).map_err(|_| ClientError::NotTheApi(status));
        }
        Err(match serde_json::from_slice::<Value>(&bytes) {
            Ok(problem) if problem["code"].is_string() => ClientError::Problem { status: status.as_u16(), problem },
            _ => ClientError::NotTheApi(status),
        })
    }
}

/// An address by http or https, from a flag.
pub fn web_address(flag: &str, text: &str) -> Result<Url, CommandError> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    url.ok_or_else(|| format!("{flag} must be a URL like https://importops.example").into())
}

/// What is at the bottom of a failed request, without its URL.
pub fn root_cause(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
