//! One exchange with the server: how a request is written and how its answer is read.

use std::time::Duration;

use reqwest::{Client, Method, RequestBuilder};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::problem::Problem;

use super::error::ApiError;

/// Long enough for a slow phone connection, short enough that nobody watches a spinner that never ends.
pub(super) const TIMEOUT: Duration = Duration::from_secs(20);

/// The version of a representation, as `If-Match` names it. It comes from the body: proxies change the header `ETag`, or drop it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etag(String);

impl Etag {
    /// The tag of a representation with this version. A tag is the version, a hyphen and a digest; the server holds a
    /// change against the version only.
    pub fn of_version(version: i64) -> Self {
        Self(format!("\"{version}-\""))
    }
}

/// A representation together with its version, to send back when changing it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The representation.
    pub value: T,
    /// Its version.
    pub etag: Etag,
}

/// A request before it is sent; it can be sent more than once.
#[derive(Clone)]
pub(super) struct Request {
    method: Method,
    path: String,
    query: Vec<(&'static str, String)>,
    body: Option<String>,
    etag: Option<String>,
}

impl Request {
    pub(super) fn new(method: Method, path: impl ToString) -> Self {
        Self { method, path: path.to_string(), query: Vec::new(), body: None, etag: None }
    }

    pub(super) fn get(path: impl ToString) -> Self {
        Self::new(Method::GET, path)
    }

    pub(super) fn query(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.query.extend(value.map(|value| (name, value.to_string())));
        self
    }

    pub(super) fn json(mut self, body: &impl Serialize) -> Result<Self, ApiError> {
        self.body = Some(serde_json::to_string(body).map_err(|_| ApiError::Unexpected)?);
        Ok(self)
    }

    pub(super) fn if_match(mut self, etag: Option<&Etag>) -> Self {
        self.etag = etag.map(|etag| etag.0.clone());
        self
    }

    fn changes_something(&self) -> bool {
        self.method != Method::GET
    }
}

/// What the request shows to say who is calling.
#[derive(Clone, Copy)]
pub(super) enum Credential<'a> {
    /// The access token; the cookie stays at home.
    Bearer(&'a str),
    /// The session cookie: only for the session's own paths.
    Cookie,
}

/// What every representation that can be changed says of itself.
#[derive(Deserialize)]
struct Version {
    version: i64,
}

/// A success.
pub(super) struct Answer {
    body: String,
}

impl Answer {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        serde_json::from_str(&self.body).map_err(|_| ApiError::Unexpected)
    }

    pub(super) fn read_versioned<T: DeserializeOwned>(&self) -> Result<Versioned<T>, ApiError> {
        let Version { version } = self.read()?;
        Ok(Versioned { value: self.read()?, etag: Etag::of_version(version) })
    }
}

/// Sends a request and reads the whole answer.
pub(super) async fn exchange(http: &Client, request: &Request, credential: Credential<'_>) -> Result<Answer, ApiError> {
    let url = format!("{}{}", origin(), request.path);
    let mut builder = http.request(request.method.clone(), url).timeout(TIMEOUT);
    if !request.query.is_empty() {
        builder = builder.query(&request.query);
    }
    if let Credential::Bearer(token) = credential {
        builder = builder.bearer_auth(token);
    }
    if request.changes_something() {
        // Proves to the server that a page of another site did not make this request.
        builder = builder.header("X-Requested-With", "importops");
    }
    if let Some(etag) = &request.etag {
        builder = builder.header("If-Match", etag);
    }
    if let Some(body) = &request.body {
        builder = builder.header("Content-Type", "application/json").body(body.clone());
    }
    let response = fetch_as(builder, credential).send().await.map_err(|_| ApiError::Network)?;
    let status = response.status();
    let body = response.text().await.map_err(|_| ApiError::Network)?;
    if status.is_success() { Ok(Answer { body }) } else { Err(refusal(status.as_u16(), &body)) }
}

pub(super) fn refusal(status: u16, body: &str) -> ApiError {
    match serde_json::from_str::<Problem>(body) {
        Ok(problem) => ApiError::Problem(Box::new(problem)),
        // A proxy in between answers so while the server restarts.
        Err(_) if matches!(status, 502..=504) => ApiError::Network,
        Err(_) => ApiError::Unexpected,
    }
}

fn origin() -> String {
    leptos::prelude::window().location().origin().unwrap_or_default()
}

#[cfg(target_arch = "wasm32")]
fn fetch_as(builder: RequestBuilder, credential: Credential<'_>) -> RequestBuilder {
    let builder = builder.fetch_cache_no_store();
    match credential {
        Credential::Bearer(_) => builder.fetch_credentials_omit(),
        Credential::Cookie => builder.fetch_credentials_same_origin(),
    }
}

/// Outside the browser there is no `fetch`; the crate compiles there only for its unit tests.
#[cfg(not(target_arch = "wasm32"))]
fn fetch_as(builder: RequestBuilder, _credential: Credential<'_>) -> RequestBuilder {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_comes_from_the_body() {
        let answer = Answer { body: r#"{"id":"not_1","version":7}"#.to_owned() };
        let read: Versioned<serde_json::Value> = answer.read_versioned().unwrap();
        assert_eq!(read.etag, Etag("\"7-\"".to_owned()));
        assert!(Answer { body: "{}".to_owned() }.read_versioned::<serde_json::Value>().is_err());
    }
}
