//! A delivery that is to be made.

use shared::ids::{EventId, WebhookDeliveryId};
use shared::webhook::WebhookEvent;

use crate::db::Db;
use crate::error::Error;
use crate::{on, one_row};

const INSERT: &str = "
    INSERT INTO webhook_deliveries (
        id, organization_id, endpoint_id, event_id, event_type, vehicle_id, body, state, tries, next_attempt_at,
        created_at
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', 0, $8, $8)";

/// A delivery to make.
#[derive(Debug)]
pub struct NewDelivery<'a> {
    /// Id of the delivery.
    pub id: &'a WebhookDeliveryId,
    /// Whose endpoint.
    pub organization_id: &'a str,
    /// To which endpoint.
    pub endpoint_id: &'a str,
    /// Id of the event.
    pub event_id: &'a EventId,
    /// What is sent.
    pub event: &'a WebhookEvent,
}

/// Writes down that an endpoint is to be told.
pub async fn insert(db: Db<'_>, new: NewDelivery<'_>) -> Result<(), Error> {
    let body = serde_json::to_string(new.event).map_err(Error::invalid)?;
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(new.organization_id)
        .bind(new.endpoint_id)
        .bind(new.event_id.as_str())
        .bind(new.event.event_type.as_str())
        .bind(new.event.data.vehicle_id.as_deref())
        .bind(body)
        .bind(new.event.timestamp.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
