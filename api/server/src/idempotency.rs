//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a retry has no second effect and gets the same answer.
//!
//! The key is taken at the beginning of the transaction of the effect and the answer recorded at its end, so there is no
//! moment at which one exists without the other. Answers hold URLs and secrets: they are kept sealed.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::ids::OrganizationId;
use shared::problem::ProblemCode;
use shared::time::Timestamp;
use utoipa::IntoParams;

use crate::auth::Require;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use api_http::state::state;
use domain::retention::{IDEMPOTENCY_MS, before};
use host::keys::Keys;
use host::keys::hash_token;
use store::Store;
use store::Tx;
use store::idempotency::{self, EarlierAnswer, NewAnswer, RepeatableRequest};

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

/// Where answers are recorded.
#[derive(Debug, Clone)]
pub struct Recorder {
    /// The database, which keeps them.
    pub store: Store,
    /// The keys, which seal them.
    pub keys: Keys,
}

/// The key that came with a request, if one did, and what the request asks.
#[derive(Debug)]
pub struct IdempotencyKey {
    key: Option<String>,
    operation: String,
    recorder: web::Data<Recorder>,
}

impl FromRequest for IdempotencyKey {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let operation = format!("{} {}", request.method(), request.uri());
        let recorder = match state::<Recorder>(request) {
            Ok(recorder) => recorder,
            Err(error) => return ready(Err(error)),
        };
        let Some(value) = request.headers().get("idempotency-key") else {
            return ready(Ok(Self { key: None, operation, recorder }));
        };
        let key = value.to_str().ok().map(|key| key.trim().trim_matches('"').to_owned());
        let key = key.filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
        let detail = "The Idempotency-Key must have 1 to 255 visible ASCII characters.";
        let refused = || ApiError::new(ProblemCode::BadRequest).detail(detail);
        ready(key.map(|key| Self { key: Some(key), operation, recorder }).ok_or_else(refused))
    }
}

impl IdempotencyKey {
    /// The request as one that may come again: whose it is, what it asks, and a digest of its body.
    pub fn of<P>(&self, caller: &Require<P>, body_digest: &str) -> Repeatable {
        let request = self.key.as_ref().map(|key| {
            let request_hash = URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{}\n{body_digest}", self.operation)));
            RepeatableRequest::new(caller.retries_as(), hash_token(key), request_hash)
        });
        Repeatable {
            request,
            organization: caller.organization_id().clone(),
            now: caller.now,
            recorder: web::Data::clone(&self.recorder),
        }
    }

    /// Begins the transaction of the effect, unless the request has had its effect before.
    pub async fn begin<P>(&self, caller: &Require<P>, body_digest: &str) -> Result<Attempt, ApiError> {
        self.of(caller, body_digest).begin().await
    }
}

/// A request that may come again. Without a key it is always new.
#[derive(Debug)]
pub struct Repeatable {
    request: Option<RepeatableRequest>,
    organization: OrganizationId,
    now: Timestamp,
    recorder: web::Data<Recorder>,
}

/// What a request turned out to be.
#[derive(Debug)]
pub enum Attempt {
    /// It is new: the transaction of its effect, and what its answer is recorded with.
    First(Tx, Claim),
    /// It was made before and had this answer.
    Again(HttpResponse),
}

impl Repeatable {
    /// The answer to the same request before; 422 when the key was used for another.
    pub async fn replay(&self) -> Result<Option<HttpResponse>, ApiError> {
        let Some(request) = &self.request else { return Ok(None) };
        let found =
            idempotency::find(self.recorder.store.read(&self.organization).await?.db(), request, self.since()).await?;
        found.map(|earlier| answer_again(&self.recorder.keys, request, earlier)).transpose()
    }

    /// Begins the transaction of the effect, unless the request has had its effect before.
    pub async fn begin(self) -> Result<Attempt, ApiError> {
        if let Some(answer) = self.replay().await? {
            return Ok(Attempt::Again(answer));
        }
        let mut tx = self.recorder.store.begin(&self.organization).await?;
        let since = self.since();
        let Some(request) = self.request else { return Ok(Attempt::First(tx, Claim(None))) };
        if idempotency::claim(tx.db(), &request, since, self.now).await? {
            return Ok(Attempt::First(tx, Claim(Some(Box::new((request, self.recorder.keys.clone()))))));
        }
        // The same request was under way and has just ended.
        let earlier = idempotency::find(tx.db(), &request, since).await?;
        let earlier = earlier.ok_or_else(|| ApiError::new(ProblemCode::ServiceUnavailable))?;
        answer_again(&self.recorder.keys, &request, earlier).map(Attempt::Again)
    }

    /// Records the answer of what was committed before, part by part, and answers. Only for what has no second effect when it
    /// is repeated: who is interrupted before this repeats it.
    pub async fn conclude(self, answer: Answer) -> Result<HttpResponse, ApiError> {
        if self.request.is_none() {
            return Ok(answer.respond());
        }
        match self.begin().await? {
            Attempt::First(tx, claim) => claim.commit(tx, answer).await,
            Attempt::Again(earlier) => Ok(earlier),
        }
    }

    fn since(&self) -> Timestamp {
        before(self.now, IDEMPOTENCY_MS)
    }
}

fn answer_again(keys: &Keys, request: &RepeatableRequest, earlier: EarlierAnswer) -> Result<HttpResponse, ApiError> {
    if earlier.request_hash != request.request_hash() {
        return Err(ApiError::new(ProblemCode::IdempotencyKeyReused));
    }
    let opened = keys.open(&earlier.body, &request.purpose());
    let answer = Answer {
        status: u16::try_from(earlier.status)
            .ok()
            .and_then(|status| StatusCode::from_u16(status).ok())
            .ok_or_else(|| ApiError::internal("a recorded answer has no status"))?,
        body: opened.ok_or_else(|| ApiError::internal("a recorded answer was sealed with another key"))?,
        etag: earlier.etag,
        location: earlier.location,
    };
    let mut response = answer.respond();
    response.headers_mut().insert(HeaderName::from_static("idempotency-replayed"), HeaderValue::from_static("true"));
    Ok(response)
}

/// The right to record the answer of a transaction.
#[derive(Debug)]
pub struct Claim(Option<Box<(RepeatableRequest, Keys)>>);

impl Claim {
    /// Records the answer, commits, and answers.
    pub async fn commit(self, mut tx: Tx, answer: Answer) -> Result<HttpResponse, ApiError> {
        if let Self(Some(recorded_with)) = &self {
            let (request, keys) = &**recorded_with;
            let recorded = NewAnswer {
                status: answer.status.as_u16(),
                sealed_body: &keys.seal(&answer.body, &request.purpose()),
                etag: answer.etag.as_deref(),
                location: answer.location.as_deref(),
            };
            idempotency::record(tx.db(), request, recorded).await?;
        }
        tx.commit().await?;
        Ok(answer.respond())
    }
}

/// An answer that can be given again as it was.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    body: String,
    etag: Option<String>,
    location: Option<String>,
}

impl Answer {
    /// A JSON document.
    pub fn json(status: StatusCode, value: &impl Serialize) -> Result<Self, ApiError> {
        let body = serde_json::to_string(value).map_err(ApiError::internal)?;
        Ok(Self { status, body, etag: None, location: None })
    }

    /// A single resource with its entity tag.
    pub fn tagged<T: Serialize>(resource: Tagged<T>) -> Result<Self, ApiError> {
        let (status, location, etag, body) = resource.written()?;
        Ok(Self { status, body, etag: Some(etag), location })
    }

    /// The same answer, with where the resource that was created lives.
    #[must_use]
    pub fn located(self, location: impl ToString) -> Self {
        Self { location: Some(location.to_string()), ..self }
    }

    /// The answer, which is not recorded.
    pub fn respond(self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        response.content_type("application/json");
        for (name, value) in [(header::ETAG, self.etag), (header::LOCATION, self.location)] {
            if let Some(value) = value {
                response.insert_header((name, value));
            }
        }
        response.body(self.body)
    }
}
