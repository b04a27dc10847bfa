//! Deliveries of events to webhook endpoints, and their attempts.

use std::collections::HashMap;

use shared::ids::{EventId, OrganizationId, VehicleId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::{AttemptOutcome, DeliveryAttempt, DeliveryState, WebhookDelivery};

use crate::error::ApiError;
use crate::store::{Db, Tx, instant, on, one_row, optional_instant, stored};

/// For how long one server works on a delivery before another may take it up, in milliseconds.
const LEASE_MS: i64 = 60 * 1000;

const CLAIM: &str = "
    UPDATE webhook_deliveries SET claimed_until = $2, tries = tries + 1
    WHERE id IN (
        SELECT d.id FROM webhook_deliveries d
        JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
        WHERE d.state = 'pending' AND d.next_attempt_at <= $1
            AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
            AND e.disabled_at IS NULL AND e.deleted_at IS NULL
        ORDER BY d.next_attempt_at, d.id LIMIT $3
    ) AND state = 'pending' AND (claimed_until IS NULL OR claimed_until <= $1)
    RETURNING id";

const CLAIMED: &str = "
    SELECT d.id, d.event_id, d.body, d.tries, e.id AS endpoint_id, e.organization_id, e.url, e.sealed_secret,
        e.previous_sealed_secret, e.previous_secret_expires_at
    FROM webhook_deliveries d
    JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
    WHERE d.id = $1";

#[derive(Debug, sqlx::FromRow)]
struct ClaimedRow {
    id: String,
    event_id: String,
    body: String,
    tries: i64,
    endpoint_id: String,
    organization_id: String,
    url: String,
    sealed_secret: String,
    previous_sealed_secret: Option<String>,
    previous_secret_expires_at: Option<i64>,
}

/// A delivery that this server works on, and no other.
#[derive(Debug)]
pub struct Claimed {
    /// Id of the delivery.
    pub id: WebhookDeliveryId,
    /// Id of the event.
    pub event_id: EventId,
    /// What is posted.
    pub body: String,
    /// How often it was tried, this time included.
    pub tries: i64,
    /// To which endpoint.
    pub endpoint_id: WebhookEndpointId,
    /// Whose endpoint.
    pub organization_id: OrganizationId,
    /// Where it is.
    pub url: String,
    /// Its secrets, sealed: the present one, and the one before while it signs too.
    pub sealed_secrets: Vec<String>,
}

/// Takes up deliveries that are due, in the order in which they were. One statement takes a row, so no two servers take
/// the same.
pub async fn claim(tx: &mut Tx, limit: i64, now: Timestamp) -> Result<Vec<Claimed>, ApiError> {
    let ids: Vec<String> = on!(tx.db(), c => sqlx::query_scalar(CLAIM)
        .bind(now.unix_ms())
        .bind(now.unix_ms() + LEASE_MS)
        .bind(limit)
        .fetch_all(c)
        .await?);
    let mut claimed = Vec::with_capacity(ids.len());
    for id in ids {
        let row: ClaimedRow = on!(tx.db(), c => sqlx::query_as(CLAIMED).bind(id.as_str()).fetch_one(c).await?);
        let overlaps = row.previous_secret_expires_at.is_some_and(|end| end > now.unix_ms());
        claimed.push(Claimed {
            id: stored(WebhookDeliveryId::try_from(row.id), "delivery id")?,
            event_id: stored(EventId::try_from(row.event_id), "event id")?,
            body: row.body,
            tries: row.tries,
            endpoint_id: stored(WebhookEndpointId::try_from(row.endpoint_id), "webhook endpoint id")?,
            organization_id: stored(OrganizationId::try_from(row.organization_id), "organisation id")?,
            url: row.url,
            sealed_secrets: [Some(row.sealed_secret), row.previous_sealed_secret.filter(|_| overlaps)]
                .into_iter()
                .flatten()
                .collect(),
        });
    }
    Ok(claimed)
}

const INSERT_ATTEMPT: &str = "
    INSERT INTO webhook_attempts (delivery_id, number, attempted_at, duration_ms, status, outcome)
    SELECT $1, COUNT(*) + 1, $2, $3, $4, $5 FROM webhook_attempts a WHERE a.delivery_id = $1";

const SETTLE: &str = "
    UPDATE webhook_deliveries SET state = $2, next_attempt_at = $3, claimed_until = NULL
    WHERE id = $1 AND state = 'pending'";

/// Records an attempt and what follows from it.
pub async fn settle(
    tx: &mut Tx,
    id: &WebhookDeliveryId,
    attempt: &DeliveryAttempt,
    (state, next_attempt_at): (DeliveryState, Option<Timestamp>),
) -> Result<(), ApiError> {
    let rows = on!(tx.db(), c => sqlx::query(INSERT_ATTEMPT)
        .bind(id.as_str())
        .bind(attempt.attempted_at.unix_ms())
        .bind(attempt.duration_ms)
        .bind(attempt.status.map(i64::from))
        .bind(attempt.outcome.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    // It may have been given up meanwhile, with its endpoint.
    on!(tx.db(), c => sqlx::query(SETTLE)
        .bind(id.as_str())
        .bind(state.as_str())
        .bind(next_attempt_at.map(Timestamp::unix_ms))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const GIVE_UP: &str = "
    UPDATE webhook_deliveries SET state = 'failed', next_attempt_at = NULL, claimed_until = NULL
    WHERE endpoint_id = $1 AND state = 'pending'";

/// Gives up what an endpoint has not got yet, because it is switched off or deleted.
pub async fn give_up(db: Db<'_>, endpoint: &WebhookEndpointId) -> Result<(), ApiError> {
    on!(db, c => sqlx::query(GIVE_UP).bind(endpoint.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

const AGAIN: &str = "
    UPDATE webhook_deliveries SET state = 'pending', tries = 0, next_attempt_at = $3, claimed_until = NULL
    WHERE endpoint_id = $1 AND id = $2
        AND organization_id = (SELECT e.organization_id FROM webhook_endpoints e WHERE e.id = $1)";

/// Makes a delivery due again; false when the endpoint has none of this id.
pub async fn again(
    db: Db<'_>,
    endpoint: &WebhookEndpointId,
    id: &WebhookDeliveryId,
    now: Timestamp,
) -> Result<bool, ApiError> {
    let rows = on!(db, c => sqlx::query(AGAIN)
        .bind(endpoint.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

// Whoever asks was let to the endpoint; what it shows is of its organisation, as what it is sent.
macro_rules! delivery_select {
    () => {
        "SELECT d.id, d.event_id, d.event_type, d.vehicle_id, d.state, d.next_attempt_at, d.created_at
         FROM webhook_deliveries d
         JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id "
    };
}

#[derive(Debug, sqlx::FromRow)]
struct DeliveryRow {
    id: String,
    event_id: String,
    event_type: String,
    vehicle_id: Option<String>,
    state: String,
    next_attempt_at: Option<i64>,
    created_at: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct AttemptRow {
    delivery_id: String,
    attempted_at: i64,
    duration_ms: i64,
    status: Option<i64>,
    outcome: String,
}

const ATTEMPTS: &str = "
    SELECT a.delivery_id, a.attempted_at, a.duration_ms, a.status, a.outcome
    FROM webhook_attempts a JOIN webhook_deliveries d ON d.id = a.delivery_id
    WHERE d.endpoint_id = $1 AND d.id >= $2 AND d.id <= $3 ORDER BY a.delivery_id, a.number";

const FIND: &str = concat!(delivery_select!(), "WHERE d.endpoint_id = $1 AND d.id = $2");

/// One delivery to an endpoint.
pub async fn find(
    mut db: Db<'_>,
    endpoint: &WebhookEndpointId,
    id: &WebhookDeliveryId,
) -> Result<Option<WebhookDelivery>, ApiError> {
    let row: Option<DeliveryRow> = on!(db.again(), c => sqlx::query_as(FIND)
        .bind(endpoint.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?);
    let found = with_attempts(db, endpoint, row.into_iter().collect()).await?;
    Ok(found.into_iter().next())
}

const LIST: &str = concat!(
    delivery_select!(),
    "WHERE d.endpoint_id = $1 AND d.id < $2 AND ($3 IS NULL OR d.state = $3) ORDER BY d.id DESC LIMIT $4"
);

/// The deliveries to an endpoint, newest first, before an id.
pub async fn list(
    mut db: Db<'_>,
    endpoint: &WebhookEndpointId,
    state: Option<DeliveryState>,
    before: &str,
    limit: i64,
) -> Result<Vec<WebhookDelivery>, ApiError> {
    let rows: Vec<DeliveryRow> = on!(db.again(), c => sqlx::query_as(LIST)
        .bind(endpoint.as_str())
        .bind(before)
        .bind(state.map(DeliveryState::as_str))
        .bind(limit)
        .fetch_all(c)
        .await?);
    with_attempts(db, endpoint, rows).await
}

async fn with_attempts(
    db: Db<'_>,
    endpoint: &WebhookEndpointId,
    rows: Vec<DeliveryRow>,
) -> Result<Vec<WebhookDelivery>, ApiError> {
    let ids = || rows.iter().map(|row| row.id.as_str());
    let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(Vec::new()) };
    let attempts: Vec<AttemptRow> = on!(db, c => sqlx::query_as(ATTEMPTS)
        .bind(endpoint.as_str())
        .bind(first)
        .bind(last)
        .fetch_all(c)
        .await?);
    let mut attempts_of = HashMap::<_, Vec<_>>::new();
    for row in attempts {
        attempts_of.entry(row.delivery_id).or_default().push(DeliveryAttempt {
            attempted_at: instant(row.attempted_at)?,
            duration_ms: row.duration_ms,
            status: row.status.map(|status| stored(u16::try_from(status), "status")).transpose()?,
            outcome: stored(AttemptOutcome::parse(&row.outcome), "outcome")?,
        });
    }
    let read = |row: DeliveryRow| {
        Ok(WebhookDelivery {
            attempts: attempts_of.remove(&row.id).unwrap_or_default(),
            id: stored(WebhookDeliveryId::try_from(row.id), "delivery id")?,
            event_id: stored(EventId::try_from(row.event_id), "event id")?,
            event_type: row.event_type,
            vehicle_id: row.vehicle_id.map(|id| stored(VehicleId::try_from(id), "vehicle id")).transpose()?,
            state: stored(DeliveryState::parse(&row.state), "state")?,
            next_attempt_at: optional_instant(row.next_attempt_at)?,
            created_at: instant(row.created_at)?,
        })
    };
    rows.into_iter().map(read).collect()
}

const FORGET_ATTEMPTS: &str = "
    DELETE FROM webhook_attempts WHERE delivery_id IN (
        SELECT d.id FROM webhook_deliveries d WHERE d.created_at <= $1 AND d.state <> 'pending'
    )";

const FORGET: &str = "DELETE FROM webhook_deliveries WHERE created_at <= $1 AND state <> 'pending'";

/// Forgets deliveries that were made by an instant and are settled.
pub async fn forget(tx: &mut Tx, made_by: Timestamp) -> Result<(), ApiError> {
    for sql in [FORGET_ATTEMPTS, FORGET] {
        on!(tx.db(), c => sqlx::query(sql).bind(made_by.unix_ms()).execute(c).await.map(drop))?;
    }
    Ok(())
}
