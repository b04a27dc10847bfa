//! One exchange with the server: how a request is written and how its answer is read.

use std::fmt::Write;

use js_sys::encode_uri_component;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use web_sys::{Headers, RequestCache, RequestCredentials, RequestInit};

use super::error::ApiError;
use super::fetch::{early, fetch, set_timeout, text};

/// What is done to a resource.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

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
        Self::new(Method::Get, path)
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
        self.method != Method::Get
    }

    fn url(&self) -> String {
        let mut url = self.path.clone();
        for (index, (name, value)) in self.query.iter().enumerate() {
            let mark = if index == 0 { '?' } else { '&' };
            let value = String::from(encode_uri_component(value));
            // Writing to a `String` never fails.
            let _ = write!(url, "{mark}{name}={value}");
        }
        url
    }

    /// How the browser sends it.
    fn init(&self, credential: Credential<'_>) -> Result<RequestInit, JsValue> {
        let headers = Headers::new()?;
        let credentials = match credential {
            Credential::Bearer(token) => {
                headers.append("Authorization", &format!("Bearer {token}"))?;
                RequestCredentials::Omit
            }
            Credential::Cookie => RequestCredentials::SameOrigin,
        };
        if self.changes_something() {
            // Proves to the server that a page of another site did not make this request.
            headers.append("X-Requested-With", "importops")?;
        }
        if let Some(etag) = &self.etag {
            headers.append("If-Match", etag)?;
        }
        let init = RequestInit::new();
        init.set_method(self.method.as_str());
        if let Some(body) = &self.body {
            headers.append("Content-Type", "application/json")?;
            init.set_body(&body.as_str().into());
        }
        init.set_headers(&headers);
        init.set_credentials(credentials);
        init.set_cache(RequestCache::NoStore);
        set_timeout(&init)?;
        Ok(init)
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

/// Sends a request and reads the whole answer, unless the document has sent it already.
pub(super) async fn exchange(request: &Request, credential: Credential<'_>) -> Result<Answer, ApiError> {
    let url = request.url();
    if !request.changes_something()
        && let Some(sent) = early(&url)
    {
        return Ok(Answer { body: sent.await? });
    }
    let response = fetch(&url, request.init(credential)).await?;
    Ok(Answer { body: text(&response).await? })
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
