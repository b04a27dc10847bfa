//! Callers and what they are answered.

use std::io::Read;
use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use flate2::read::GzDecoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::photo::Photo;
use shared::problem::{Problem, ProblemCode};

use super::{contract, entity_tags, pictures};

/// Somebody who asks.
#[derive(Clone)]
pub struct Caller {
    base: String,
    token: Option<String>,
    headers: Vec<(String, String)>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Caller {
    /// Somebody with or without a bearer token.
    pub fn new(base: &str, token: Option<String>) -> Self {
        Self { base: base.to_owned(), token, headers: Vec::new() }
    }

    /// The same caller with one more header on every request.
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut caller = self.clone();
        caller.headers.push((name.to_owned(), value.to_owned()));
        caller
    }

    /// Somebody else at the same server, with this secret.
    pub fn as_key(&self, secret: &str) -> Self {
        Self::new(&self.base, Some(secret.to_owned()))
    }

    /// The same caller at another server.
    pub fn at(&self, base: &str) -> Self {
        Self { base: base.to_owned(), ..self.clone() }
    }

    pub async fn get(&self, path: impl ToString) -> Answer {
        self.send(Method::GET, &path.to_string(), None, Vec::new()).await
    }

    pub async fn head(&self, path: impl ToString) -> Answer {
        self.send(Method::HEAD, &path.to_string(), None, Vec::new()).await
    }

    pub async fn delete(&self, path: impl ToString) -> Answer {
        self.send(Method::DELETE, &path.to_string(), None, Vec::new()).await
    }

    pub async fn post(&self, path: impl ToString, body: impl Serialize) -> Answer {
        self.json(Method::POST, path, body).await
    }

    pub async fn put(&self, path: impl ToString, body: impl Serialize) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    pub async fn patch(&self, path: impl ToString, body: impl Serialize) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    /// A request with a JSON body.
    pub async fn json(&self, method: Method, path: impl ToString, body: impl Serialize) -> Answer {
        let bytes = serde_json::to_vec(&body).unwrap();
        self.send(method, &path.to_string(), Some("application/json"), bytes).await
    }

    /// Uploads a photo to a server that may be killed meanwhile; none when no answer came.
    pub async fn try_upload(&self, path: &str, file: &[u8]) -> Option<Photo> {
        let client = awc::Client::builder().timeout(Duration::from_mins(1)).finish();
        let (media_type, body) = pictures::form("photo.jpg", file);
        let token = self.token.as_deref().unwrap_or_default();
        let request = client.post(format!("{}{path}", self.base)).insert_header(("content-type", media_type));
        let request = request.insert_header(("authorization", format!("Bearer {token}")));
        let mut response = request.send_body(body).await.ok()?;
        let body = response.body().await.ok()?;
        (response.status() == 201).then(|| serde_json::from_slice(&body).unwrap())
    }

    /// Any request; the answer is checked against the OpenAPI document.
    pub async fn send(&self, method: Method, path: &str, content_type: Option<&str>, body: Vec<u8>) -> Answer {
        let answer = self.try_send(method.clone(), path, content_type, body).await;
        answer.unwrap_or_else(|error| panic!("{method} {path}: {error}"))
    }

    /// Reads from a server that may be killed meanwhile; none when no answer came.
    pub async fn try_get(&self, path: impl ToString) -> Option<Answer> {
        self.try_send(Method::GET, &path.to_string(), None, Vec::new()).await.ok()
    }

    /// A request with a JSON body to a server that may be killed meanwhile; none when no answer came.
    pub async fn try_json(&self, method: Method, path: impl ToString, body: impl Serialize) -> Option<Answer> {
        let bytes = serde_json::to_vec(&body).unwrap();
        self.try_send(method, &path.to_string(), Some("application/json"), bytes).await.ok()
    }

    async fn try_send(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Box<dyn std::error::Error>> {
        let client = awc::Client::builder().timeout(Duration::from_mins(1)).disable_redirects().finish();
        let mut request = client.request(method.clone(), format!("{}{path}", self.base));
        if let Some(token) = &self.token {
            request = request.insert_header(("authorization", format!("Bearer {token}")));
        }
        if let Some(content_type) = content_type {
            request = request.insert_header(("content-type", content_type));
        }
        for (name, value) in &self.headers {
            request = request.append_header((name.as_str(), value.as_str()));
        }
        let mut response = request.send_body(body).await.map_err(|error| error.to_string())?;
        let bytes = if method == Method::HEAD { Vec::new() } else { response.body().limit(8 << 20).await?.to_vec() };
        let answer = Answer { status: response.status().as_u16(), headers: response.headers().clone(), body: bytes };
        contract::check(&method, path, &answer);
        if method == Method::GET {
            entity_tags::check(path, &answer);
        }
        Ok(answer)
    }
}

impl Answer {
    /// The body as a value of a type, after the status was as expected.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self, status: u16) -> T {
        self.expect(status);
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as free JSON, after the status was as expected.
    #[track_caller]
    pub fn value(&self, status: u16) -> Value {
        self.json(status)
    }

    /// The status is as expected.
    #[track_caller]
    pub fn expect(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// The problem, after its code was as expected.
    #[track_caller]
    pub fn problem(&self, code: ProblemCode) -> Problem {
        let problem: Problem = self.json(code.status());
        assert_eq!(problem.code, code);
        assert_eq!(self.header("content-type"), "application/problem+json");
        problem
    }

    /// A header, empty when there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The entity tag.
    pub fn etag(&self) -> &str {
        self.header("etag")
    }

    /// The body, whatever it was packed in on the way.
    pub fn unpacked(&self) -> Vec<u8> {
        let mut plain = Vec::new();
        match self.header("content-encoding") {
            "gzip" => drop(GzDecoder::new(&*self.body).read_to_end(&mut plain).unwrap()),
            "br" => drop(brotli::Decompressor::new(&*self.body, 4096).read_to_end(&mut plain).unwrap()),
            _ => plain.extend_from_slice(&self.body),
        }
        plain
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Everything that a caller can tell two answers apart by, except the date and the request id.
    pub fn fingerprint(&self) -> (u16, Vec<(String, String)>, String) {
        let id = self.header("x-request-id");
        let mut headers: Vec<_> = self
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        let body = if id.is_empty() { self.text() } else { self.text().replace(id, "ID") };
        (self.status, headers, body)
    }
}
