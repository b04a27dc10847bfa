//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a retry has no second effect and gets the same answer.
//!
//! The answer is recorded in the transaction of the effect, so there is no moment at which one exists without the other.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use shared::problem::ProblemCode;
use shared::time::Timestamp;
use utoipa::IntoParams;

use crate::error::ApiError;
use crate::keys::hash_token;
use crate::photos::sweep::{IDEMPOTENCY_MS, before};
use crate::server::App;
use crate::store::Tx;
use crate::store::idempotency::{self, EarlierAnswer, RepeatableRequest};

/// The key of a request, as the OpenAPI document describes it.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the header; `IdempotencyKey` reads it")]
pub struct IdempotencyKeyHeader {
    /// A value of your choice for this request, 1 to 255 visible ASCII characters, best a UUID. A retry with the same key
    /// and body within 24 hours has no second effect and gets the same answer, with `Idempotency-Replayed: true`.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 255)]
    idempotency_key: Option<String>,
}

/// The key that came with a request, if one did.
#[derive(Debug)]
pub struct IdempotencyKey(Option<String>);

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(value) = request.headers().get("idempotency-key") else { return ready(Ok(Self(None))) };
        let key = value.to_str().ok().map(|key| key.trim().trim_matches('"').to_owned());
        let key = key.filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let detail = "The Idempotency-Key must have 1 to 255 visible ASCII characters.";
        ready(key.map(|key| Self(Some(key))).ok_or_else(|| ApiError::new(ProblemCode::BadRequest).detail(detail)))
    }
}

impl IdempotencyKey {
    /// The request that may be repeated: whose it is, what it asks, and a digest of its body.
    pub fn of(&self, credential: &str, operation: &str, body_digest: &str) -> Option<RepeatableRequest> {
        let key = self.0.as_ref()?;
        let request_hash = Sha256::digest(format!("{operation}\n{body_digest}"));
        Some(RepeatableRequest {
            credential: credential.to_owned(),
            key_hash: hash_token(key),
            request_hash: URL_SAFE_NO_PAD.encode(request_hash),
        })
    }
}

/// The answer to an earlier request with the same key; 422 when that was another request.
pub async fn replay(
    app: &App,
    request: Option<&RepeatableRequest>,
    now: Timestamp,
) -> Result<Option<HttpResponse>, ApiError> {
    let Some(request) = request else { return Ok(None) };
    let found = idempotency::find(app.store.read().await?.db(), request, before(now, IDEMPOTENCY_MS)).await?;
    let Some(EarlierAnswer { same_request, status, body }) = found else { return Ok(None) };
    if !same_request {
        return Err(ApiError::new(ProblemCode::IdempotencyKeyReused));
    }
    let status = StatusCode::from_u16(status).map_err(ApiError::internal)?;
    let answer = HttpResponse::build(status)
        .content_type("application/json")
        .insert_header(("idempotency-replayed", "true"))
        .body(body);
    Ok(Some(answer))
}

/// Records the answer in the transaction of its effect; false when another request with the key was first.
pub async fn record(
    tx: &mut Tx,
    request: Option<&RepeatableRequest>,
    (status, body): (StatusCode, &str),
    now: Timestamp,
) -> Result<bool, ApiError> {
    let Some(request) = request else { return Ok(true) };
    let after = before(now, IDEMPOTENCY_MS);
    idempotency::record(tx.db(), request, (status.as_u16(), body), after, now).await
}
