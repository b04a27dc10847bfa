//! Deliveries of events to webhook endpoints, and their attempts.

use shared::ids::{EventId, OrganizationId, VehicleId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::{AttemptOutcome, DeliveryAttempt, DeliveryState, WebhookDelivery};

use crate::error::Error;
use crate::{Db, Pages, Tx, instant, on, one_row, optional_instant, stored};
use domain::delivery::SECRET_OVERLAP_MS;

/// For how long one server works on a delivery before another may take it up, in milliseconds.
pub(super) const LEASE_MS: i64 = 60 * 1000;

const CLAIM: &str = "
    UPDATE webhook_deliveries SET claimed_until = $2, tries = tries + 1
    WHERE id IN (
        SELECT d.id FROM webhook_deliveries d
        JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
        JOIN subscriptions s ON s.organization_id = d.organization_id
        WHERE d.state = 'pending' AND d.next_attempt_at <= $1
            AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
            AND e.disabled_at IS NULL AND e.deleted_at IS NULL AND s.links_suspended_at IS NULL
        ORDER BY d.next_attempt_at, d.id LIMIT $3
    ) AND state = 'pending' AND (claimed_until IS NULL OR claimed_until <= $1)
    RETURNING id";

const CLAIMED: &str = "
    SELECT d.id, d.event_id, d.body, d.tries, e.id AS endpoint_id, e.organization_id, e.url, e.sealed_secret,
        e.previous_sealed_secret, e.previous_secret_expires_at
    FROM webhook_deliveries d
    JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
    WHERE d.id = $1";

#[derive(Debug, sqlx_macros::FromRow)]
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
pub async fn claim(tx: &mut Tx, limit: i64, now: Timestamp) -> Result<Vec<Claimed>, Error> {
    let ids: Vec<String> = on!(tx.db(), c => sqlx::query_scalar(CLAIM)
        .bind(now.unix_ms())
        .bind(now.unix_ms() + LEASE_MS)
        .bind(limit)
        .fetch_all(c)
        .await?);
    let mut claimed = Vec::with_capacity(ids.len());
    for id in ids {
        let row: ClaimedRow = on!(tx.db(), c => sqlx::query_as(CLAIMED).bind(id.as_str()).fetch_one(c).await?);
        // Much later than a rotation could have said, it was said by a clock that was wrong.
        let left_ms = row.previous_secret_expires_at.map(|end| end - now.unix_ms());
        let overlaps = left_ms.is_some_and(|left_ms| (1..=2 * SECRET_OVERLAP_MS).contains(&left_ms));
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
) -> Result<(), Error> {
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
pub async fn give_up(db: Db<'_>, endpoint: &WebhookEndpointId) -> Result<(), Error> {
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
) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(AGAIN)
        .bind(endpoint.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}

// Whoever asks was let to the endpoint; what it shows is of its organisation, as what it is sent. Deliveries and their
// attempts come by one statement: by two, an attempt could be there whose end is not.
macro_rules! delivery_select {
    ($($which:expr),+) => {
        concat!(
            "SELECT d.id, d.event_id, d.event_type, d.vehicle_id, d.state, d.next_attempt_at, d.created_at,
                a.attempted_at, a.duration_ms, a.status, a.outcome
             FROM (
                SELECT f.* FROM webhook_deliveries f
                JOIN webhook_endpoints e ON e.id = f.endpoint_id AND e.organization_id = f.organization_id ",
            $($which,)+
            ") d LEFT JOIN webhook_attempts a ON a.delivery_id = d.id ORDER BY d.id DESC, a.number"
        )
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct DeliveryRow {
    id: String,
    event_id: String,
    event_type: String,
    vehicle_id: Option<String>,
    state: String,
    next_attempt_at: Option<i64>,
    created_at: i64,
    attempted_at: Option<i64>,
    duration_ms: Option<i64>,
    status: Option<i64>,
    outcome: Option<String>,
}

impl DeliveryRow {
    /// The attempt of this row; a delivery without any has one row all the same.
    fn attempt(&self) -> Result<Option<DeliveryAttempt>, Error> {
        let (Some(attempted_at), Some(duration_ms), Some(outcome)) =
            (self.attempted_at, self.duration_ms, &self.outcome)
        else {
            return Ok(None);
        };
        Ok(Some(DeliveryAttempt {
            attempted_at: instant(attempted_at)?,
            duration_ms,
            status: self.status.map(|status| stored(u16::try_from(status), "status")).transpose()?,
            outcome: stored(AttemptOutcome::parse(outcome), "outcome")?,
        }))
    }

    fn read(self) -> Result<WebhookDelivery, Error> {
        Ok(WebhookDelivery {
            attempts: Vec::new(),
            id: stored(WebhookDeliveryId::try_from(self.id), "delivery id")?,
            event_id: stored(EventId::try_from(self.event_id), "event id")?,
            event_type: self.event_type,
            vehicle_id: self.vehicle_id.map(|id| stored(VehicleId::try_from(id), "vehicle id")).transpose()?,
            state: stored(DeliveryState::parse(&self.state), "state")?,
            next_attempt_at: optional_instant(self.next_attempt_at)?,
            created_at: instant(self.created_at)?,
        })
    }
}

/// The deliveries in rows of which each is an attempt.
fn deliveries(rows: Vec<DeliveryRow>) -> Result<Vec<WebhookDelivery>, Error> {
    let mut deliveries: Vec<WebhookDelivery> = Vec::new();
    for row in rows {
        let attempt = row.attempt()?;
        if deliveries.last().is_none_or(|last| last.id.as_str() != row.id) {
            deliveries.push(row.read()?);
        }
        if let Some(last) = deliveries.last_mut() {
            last.attempts.extend(attempt);
        }
    }
    Ok(deliveries)
}

const FIND: &str = delivery_select!("WHERE f.endpoint_id = $1 AND f.id = $2");

/// One delivery to an endpoint.
pub async fn find(
    db: Db<'_>,
    endpoint: &WebhookEndpointId,
    id: &WebhookDeliveryId,
) -> Result<Option<WebhookDelivery>, Error> {
    let rows: Vec<DeliveryRow> = on!(db, c => sqlx::query_as(FIND)
        .bind(endpoint.as_str())
        .bind(id.as_str())
        .fetch_all(c)
        .await?);
    Ok(deliveries(rows)?.into_iter().next())
}

macro_rules! list {
    ($cursor:literal) => {
        delivery_select!(
            "WHERE f.endpoint_id = $1 AND ",
            $cursor,
            " AND ($3 IS NULL OR f.state = $3) ORDER BY f.id DESC LIMIT $4"
        )
    };
}

const LIST: Pages = Pages { first: list!("CAST($2 AS TEXT) IS NULL"), next: list!("f.id < $2") };

/// The deliveries to an endpoint, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    endpoint: &WebhookEndpointId,
    state: Option<DeliveryState>,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<WebhookDelivery>, Error> {
    let rows: Vec<DeliveryRow> = on!(db, c => sqlx::query_as(LIST.sql(before))
        .bind(endpoint.as_str())
        .bind(before)
        .bind(state.map(DeliveryState::as_str))
        .bind(limit)
        .fetch_all(c)
        .await?);
    deliveries(rows)
}

// The oldest have the smallest ids.
macro_rules! old_deliveries {
    () => {
        "(SELECT d.id FROM webhook_deliveries d WHERE d.created_at <= $1 AND d.state <> 'pending' \
          ORDER BY d.id LIMIT 2000)"
    };
}

const FORGET_ATTEMPTS: &str = concat!("DELETE FROM webhook_attempts WHERE delivery_id IN ", old_deliveries!());

const FORGET: &str = concat!("DELETE FROM webhook_deliveries WHERE id IN ", old_deliveries!());

/// Forgets some of the deliveries that were made by an instant and are settled; tells how many.
pub async fn forget(tx: &mut Tx, made_by: Timestamp) -> Result<u64, Error> {
    let mut forgotten = 0;
    for sql in [FORGET_ATTEMPTS, FORGET] {
        forgotten = on!(tx.db(), c => sqlx::query(sql).bind(made_by.unix_ms()).execute(c).await?.rows_affected());
    }
    Ok(forgotten)
}
