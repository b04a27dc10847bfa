//! Answers to requests that carried an `Idempotency-Key`, so that a retry gets the same answer and has no second effect.

use shared::ids::OrganizationId;
use shared::time::Timestamp;

use crate::checked_credential::CheckedCredential;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::{Across, Db, on, one_row};

/// For what a recorded answer is sealed: it opens for no other request.
pub(crate) fn purpose(credential: &str, key_hash: &str) -> String {
    format!("answer {credential} {key_hash}")
}

/// A request that may be repeated, of a caller whose credential was checked: keys of different callers never meet.
#[derive(Debug)]
pub struct RepeatableRequest {
    organization_id: OrganizationId,
    credential: String,
    key_hash: String,
    request_hash: String,
}

impl RepeatableRequest {
    /// A request of this caller with a key, hashed; and what was asked: the operation and its body, hashed.
    pub fn new(caller: &CheckedCredential, key_hash: String, request_hash: String) -> Self {
        let (organization_id, credential) = (caller.organization_id().clone(), caller.id().to_owned());
        Self { organization_id, credential, key_hash, request_hash }
    }

    /// What was asked, hashed.
    pub fn request_hash(&self) -> &str {
        &self.request_hash
    }

    /// For what its recorded answer is sealed.
    pub fn purpose(&self) -> String {
        purpose(&self.credential, &self.key_hash)
    }
}

impl Evidence for RepeatableRequest {
    fn organization_id(&self) -> &OrganizationId {
        &self.organization_id
    }
}

/// What a request with the same key was answered before.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct EarlierAnswer {
    /// What was asked then, hashed.
    pub request_hash: String,
    /// The HTTP status.
    pub status: i64,
    /// The body, sealed.
    pub body: String,
    /// The entity tag, if there was one.
    pub etag: Option<String>,
    /// Where a created resource lives, if one was created.
    pub location: Option<String>,
}

const FIND: &str = "
    SELECT i.request_hash, i.status, i.body, i.etag, i.location FROM idempotency_keys i
    WHERE i.credential = $1 AND i.key_hash = $2 AND i.created_at > $3";

/// The answer to an earlier request with this key, after an instant.
pub async fn find(db: Db<'_>, request: &RepeatableRequest, after: Timestamp) -> Result<Option<EarlierAnswer>, Error> {
    Ok(on!(db, c => sqlx::query_as(FIND)
        .bind(request.credential.as_str())
        .bind(request.key_hash.as_str())
        .bind(after.unix_ms())
        .fetch_optional(c)
        .await?))
}

const CLAIM: &str = "
    INSERT INTO idempotency_keys (credential, key_hash, request_hash, status, body, created_at)
    VALUES ($1, $2, $3, 0, '', $4)
    ON CONFLICT (credential, key_hash) DO UPDATE SET
        request_hash = excluded.request_hash, status = excluded.status, body = excluded.body,
        created_at = excluded.created_at
    WHERE idempotency_keys.created_at <= $5";

/// Takes the key for a request, at the beginning of the transaction of its effect; false when another request with this
/// key was first, after an instant. Who asks while that one is under way waits until it has ended.
pub async fn claim(db: Db<'_>, request: &RepeatableRequest, after: Timestamp, now: Timestamp) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(CLAIM)
        .bind(request.credential.as_str())
        .bind(request.key_hash.as_str())
        .bind(request.request_hash.as_str())
        .bind(now.unix_ms())
        .bind(after.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

const RECORD: &str = "
    UPDATE idempotency_keys SET status = $3, body = $4, etag = $5, location = $6
    WHERE credential = $1 AND key_hash = $2";

/// An answer to record.
#[derive(Debug)]
pub struct NewAnswer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body, sealed.
    pub sealed_body: &'a str,
    /// The entity tag, if there is one.
    pub etag: Option<&'a str>,
    /// Where a created resource lives, if one was created.
    pub location: Option<&'a str>,
}

/// Records the answer, in the transaction that took the key.
pub async fn record(db: Db<'_>, request: &RepeatableRequest, answer: NewAnswer<'_>) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(RECORD)
        .bind(request.credential.as_str())
        .bind(request.key_hash.as_str())
        .bind(i64::from(answer.status))
        .bind(answer.sealed_body)
        .bind(answer.etag)
        .bind(answer.location)
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const FORGET: &str = "
    DELETE FROM idempotency_keys WHERE (credential, key_hash) IN (
        SELECT k.credential, k.key_hash FROM idempotency_keys k WHERE k.created_at <= $1 LIMIT 2000
    )";

/// Forgets some of the answers that were recorded by an instant; tells how many.
pub async fn forget(across: Across<'_>, recorded_by: Timestamp) -> Result<u64, Error> {
    Ok(on!(across.db(), c => sqlx::query(FORGET).bind(recorded_by.unix_ms()).execute(c).await?.rows_affected()))
}
