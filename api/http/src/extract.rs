//! Parts of requests: strict bodies, preconditions, cursors; and of answers: entity tags.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::BoxBody;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpRequest, HttpResponse, Responder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::StreamExt;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shared::problem::ProblemCode;

pub use crate::entity_tag::{Precondition, has_copy};
use crate::error::ApiError;
pub use crate::json::{parse, read as read_part};
pub use crate::query::Query;
pub use crate::window::Window;
use domain::text::hex;

/// No JSON body of this API comes near it, but for those with many rows, which say so.
pub const MAX_BODY_BYTES: usize = 256 * 1024;

/// A body without members.
const EMPTY: &[u8] = b"{}";

/// A JSON body of at most `MAX_BYTES`, read strictly: unknown members are refused.
///
/// The extractors of a handler run concurrently, so an invalid body is reported only when the handler asks for it:
/// callers that may not do an operation learn nothing about its body.
#[derive(Debug)]
pub struct Body<T, const MAX_BYTES: usize = MAX_BODY_BYTES> {
    read: Result<T, ApiError>,
    bytes: Vec<u8>,
}

impl<T, const MAX_BYTES: usize> Body<T, MAX_BYTES> {
    /// What was sent, or what is wrong with it.
    pub fn valid(self) -> Result<T, ApiError> {
        self.read
    }

    /// What was sent, or what is wrong with it, and a digest of its bytes.
    pub fn with_digest(self) -> Result<(T, String), ApiError> {
        Ok((self.read?, hex(&Sha256::digest(&self.bytes))))
    }
}

impl<T: DeserializeOwned + 'static, const MAX_BYTES: usize> FromRequest for Body<T, MAX_BYTES> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        read_body(request, payload, parse)
    }
}

/// Reads a body, of which `parse` makes something.
pub(crate) fn read_body<T: 'static, const MAX_BYTES: usize>(
    request: &HttpRequest,
    payload: &mut Payload,
    parse: fn(&[u8]) -> Result<T, ApiError>,
) -> Pin<Box<dyn Future<Output = Result<Body<T, MAX_BYTES>, ApiError>>>> {
    let media_type = check_media_type(request);
    let may_be_absent = request.method() == Method::POST;
    let payload = payload.take();
    Box::pin(async move {
        Ok(match read_within(payload, MAX_BYTES).await {
            // Where every member is optional, no body is a body without members.
            Ok(bytes) if bytes.is_empty() && may_be_absent => match parse(EMPTY) {
                Ok(value) => Body { read: Ok(value), bytes: EMPTY.to_vec() },
                Err(_) => Body { read: media_type.and_then(|()| parse(&bytes)), bytes },
            },
            Ok(bytes) => Body { read: media_type.and_then(|()| parse(&bytes)), bytes },
            Err(error) => Body { read: Err(media_type.err().unwrap_or(error)), bytes: Vec::new() },
        })
    })
}

/// A body without a meaning, read so that the connection continues in the same way whatever the answer is.
#[derive(Debug)]
pub struct Drained;

impl FromRequest for Drained {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move {
            // Bytes beyond the limit stay unread, which closes the connection, for live and dead slugs alike.
            let _ = read(payload).await;
            Ok(Self)
        })
    }
}

/// Reads a body to its end, or to its limit.
pub async fn read(payload: Payload) -> Result<Vec<u8>, ApiError> {
    read_within(payload, MAX_BODY_BYTES).await
}

async fn read_within(mut payload: Payload, max_bytes: usize) -> Result<Vec<u8>, ApiError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| ApiError::new(ProblemCode::BadRequest))?;
        if bytes.len() + chunk.len() > max_bytes {
            return Err(ApiError::new(ProblemCode::PayloadTooLarge));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn check_media_type(request: &HttpRequest) -> Result<(), ApiError> {
    let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let essence = given.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let accepted = match request.method().as_str() {
        "PATCH" => essence == "application/json" || essence == "application/merge-patch+json",
        _ => essence == "application/json",
    };
    if accepted { Ok(()) } else { Err(ApiError::new(ProblemCode::UnsupportedMediaType)) }
}

/// A single resource with its strong entity tag; answers 304 if the caller already has it.
#[derive(Debug)]
pub struct Tagged<T> {
    status: StatusCode,
    location: Option<String>,
    version: i64,
    value: T,
}

impl<T> Tagged<T> {
    /// 200 with the resource.
    pub fn ok(version: i64, value: T) -> Self {
        Self { status: StatusCode::OK, location: None, version, value }
    }

    /// 201 with the resource and where it lives.
    pub fn created(location: impl ToString, version: i64, value: T) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location.to_string()), version, value }
    }
}

impl<T: Serialize> Tagged<T> {
    /// Status, location, entity tag and body.
    pub fn written(self) -> Result<(StatusCode, Option<String>, String, String), ApiError> {
        let body = serde_json::to_string(&self.value).map_err(ApiError::internal)?;
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(&body).get(..9).unwrap_or_default());
        Ok((self.status, self.location, format!("\"{}-{digest}\"", self.version), body))
    }
}

impl<T: Serialize> Responder for Tagged<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let (status, location, tag, body) = match self.written() {
            Ok(written) => written,
            Err(error) => return HttpResponse::from_error(error),
        };
        let mut response = if status == StatusCode::OK && request.method().is_safe() && has_copy(request, &tag) {
            HttpResponse::NotModified().finish()
        } else {
            HttpResponse::build(status).content_type("application/json").body(body)
        };
        if let Ok(value) = header::HeaderValue::from_str(&tag) {
            response.headers_mut().insert(header::ETAG, value);
        }
        if let Some(location) = location.and_then(|location| header::HeaderValue::from_str(&location).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        // Clients may keep a private copy, unchanged, and have to revalidate it each time.
        let caching = header::HeaderValue::from_static("private, no-cache, no-transform");
        response.headers_mut().insert(header::CACHE_CONTROL, caching);
        response
    }
}
