//! A delivery that is to be made.

use domain::channel::Channel;
use shared::ids::{EventId, OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;

use crate::error::Error;
use crate::{Db, on, one_row};

const INSERT: &str = "
    INSERT INTO deliveries (
        id, organization_id, event_id, channel, endpoint_id, body, state, tries, next_attempt_at, created_at
    ) VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $7, $7)";

/// Whom a delivery is for, which says by which channel it goes.
#[derive(Debug)]
pub(crate) enum Recipient {
    /// An endpoint of the organisation.
    WebhookEndpoint(WebhookEndpointId),
}

/// A delivery to make.
#[derive(Debug)]
pub(crate) struct NewDelivery {
    pub(crate) id: WebhookDeliveryId,
    pub(crate) organization_id: OrganizationId,
    pub(crate) event_id: EventId,
    pub(crate) recipient: Recipient,
    /// What is sent.
    pub(crate) body: String,
    /// When the event happened; from then on the delivery is due.
    pub(crate) created_at: Timestamp,
}

/// Writes down that it is to be made. Its event is there already.
pub(crate) async fn insert(db: Db<'_>, new: &NewDelivery) -> Result<(), Error> {
    let (channel, endpoint_id) = match &new.recipient {
        Recipient::WebhookEndpoint(id) => (Channel::Webhook, id.as_str()),
    };
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(new.id.as_str())
        .bind(new.organization_id.as_str())
        .bind(new.event_id.as_str())
        .bind(channel.as_str())
        .bind(endpoint_id)
        .bind(new.body.as_str())
        .bind(new.created_at.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
