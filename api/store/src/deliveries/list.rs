//! The log of deliveries to an endpoint, with their attempts.

use shared::ids::{EventId, OrganizationId, VehicleId, WebhookDeliveryId, WebhookEndpointId};
use shared::webhook::{AttemptOutcome, DeliveryAttempt, DeliveryState, WebhookDelivery};

use crate::error::Error;
use crate::{Db, Pages, instant, on, optional_instant, stored};

// What it shows is of the organisation that asks. Deliveries and their attempts come by one statement: by two, an attempt
// could be there whose end is not.
macro_rules! delivery_select {
    ($($which:expr),+) => {
        concat!(
            "SELECT d.id, d.event_id, v.event_type, v.vehicle_id, d.state, d.next_attempt_at, d.created_at,
                e.backing_off_until, a.attempted_at, a.duration_ms, a.status, a.outcome
             FROM (
                SELECT f.* FROM deliveries f WHERE f.organization_id = $1 AND f.endpoint_id = $2 AND ",
            $($which,)+
            ") d JOIN events v ON v.id = d.event_id AND v.organization_id = d.organization_id
             JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
             LEFT JOIN delivery_attempts a ON a.delivery_id = d.id ORDER BY d.id DESC, a.number"
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
    backing_off_until: Option<i64>,
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
            // Before that, nothing is sent to its endpoint.
            next_attempt_at: optional_instant(
                self.next_attempt_at.map(|due_at| due_at.max(self.backing_off_until.unwrap_or(due_at))),
            )?,
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

const FIND: &str = delivery_select!("f.id = $3");

/// One delivery to an endpoint.
pub async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    endpoint: &WebhookEndpointId,
    id: &WebhookDeliveryId,
) -> Result<Option<WebhookDelivery>, Error> {
    let rows: Vec<DeliveryRow> = on!(db, c => sqlx::query_as(FIND)
        .bind(organization.as_str())
        .bind(endpoint.as_str())
        .bind(id.as_str())
        .fetch_all(c)
        .await?);
    Ok(deliveries(rows)?.into_iter().next())
}

macro_rules! list {
    ($cursor:literal) => {
        delivery_select!($cursor, " AND ($4 IS NULL OR f.state = $4) ORDER BY f.id DESC LIMIT $5")
    };
}

const LIST: Pages = Pages { first: list!("CAST($3 AS TEXT) IS NULL"), next: list!("f.id < $3") };

/// The deliveries to an endpoint, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    endpoint: &WebhookEndpointId,
    state: Option<DeliveryState>,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<WebhookDelivery>, Error> {
    let rows: Vec<DeliveryRow> = on!(db, c => sqlx::query_as(LIST.sql(before))
        .bind(organization.as_str())
        .bind(endpoint.as_str())
        .bind(before)
        .bind(state.map(DeliveryState::as_str))
        .bind(limit)
        .fetch_all(c)
        .await?);
    deliveries(rows)
}
