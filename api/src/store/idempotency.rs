//! Answers to requests that carried an `Idempotency-Key`, so that a retry gets the same answer and has no second effect.

use shared::time::Timestamp;

use crate::error::ApiError;
use crate::store::{Db, on, stored};

/// A request that may be repeated.
#[derive(Debug, Clone)]
pub struct RepeatableRequest {
    /// Whose key it is: keys of different callers never meet.
    pub credential: String,
    /// The key, hashed.
    pub key_hash: String,
    /// What was asked: the operation and its body, hashed.
    pub request_hash: String,
}

/// What a request with the same key was answered before.
#[derive(Debug)]
pub struct EarlierAnswer {
    /// Whether it was the same request.
    pub same_request: bool,
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

const FIND: &str = "
    SELECT i.request_hash, i.status, i.body FROM idempotency_keys i
    WHERE i.credential = $1 AND i.key_hash = $2 AND i.created_at > $3";

/// The answer to an earlier request with this key, after an instant.
pub async fn find(
    db: Db<'_>,
    request: &RepeatableRequest,
    after: Timestamp,
) -> Result<Option<EarlierAnswer>, ApiError> {
    let row: Option<(String, i64, String)> = on!(db, c => sqlx::query_as(FIND)
        .bind(request.credential.as_str())
        .bind(request.key_hash.as_str())
        .bind(after.unix_ms())
        .fetch_optional(c)
        .await?);
    row.map(|(request_hash, status, body)| {
        Ok(EarlierAnswer {
            same_request: request_hash == request.request_hash,
            status: stored(u16::try_from(status), "status")?,
            body,
        })
    })
    .transpose()
}

const RECORD: &str = "
    INSERT INTO idempotency_keys (credential, key_hash, request_hash, status, body, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (credential, key_hash) DO UPDATE SET
        request_hash = excluded.request_hash, status = excluded.status, body = excluded.body,
        created_at = excluded.created_at
    WHERE idempotency_keys.created_at <= $7";

/// Records an answer in the transaction of its effect; false when another request with this key was first, after an
/// instant: then the effect must not happen.
pub async fn record(
    db: Db<'_>,
    request: &RepeatableRequest,
    (status, body): (u16, &str),
    after: Timestamp,
    now: Timestamp,
) -> Result<bool, ApiError> {
    let rows = on!(db, c => sqlx::query(RECORD)
        .bind(request.credential.as_str())
        .bind(request.key_hash.as_str())
        .bind(request.request_hash.as_str())
        .bind(i64::from(status))
        .bind(body)
        .bind(now.unix_ms())
        .bind(after.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

const FORGET: &str = "DELETE FROM idempotency_keys WHERE created_at <= $1";

/// Forgets answers that were recorded by an instant.
pub async fn forget(db: Db<'_>, recorded_by: Timestamp) -> Result<(), ApiError> {
    on!(db, c => sqlx::query(FORGET).bind(recorded_by.unix_ms()).execute(c).await.map(drop))?;
    Ok(())
}
