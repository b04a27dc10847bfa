//! What webhooks deliver: to every endpoint that listens, what is said of an event.

use host::random;
use shared::ids::{EventId, OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::{EventType, WebhookEvent, WebhookEventData};

use super::insert::{NewDelivery, Recipient, insert};
use crate::error::Error;
use crate::events::append::{self, EventRow};
use crate::events::described::DescribedEvent;
use crate::events::message::body;
use crate::{Db, on, stored};

/// The type of a test event, which no endpoint chooses and each can get.
const PING: &str = "ping";

const LISTENERS: &str = "
    SELECT e.id, e.event_types FROM webhook_endpoints e
    WHERE e.organization_id = $1 AND e.disabled_at IS NULL AND e.deleted_at IS NULL";

#[derive(Debug, sqlx_macros::FromRow)]
struct Listener {
    id: String,
    event_types: String,
}

impl Listener {
    fn chose(&self, event_type: EventType) -> bool {
        self.event_types.is_empty() || self.event_types.split(' ').any(|chosen| chosen == event_type.as_str())
    }
}

/// The deliveries of an organisation's events to its endpoints.
pub(super) async fn plan(
    db: Db<'_>,
    organization: &OrganizationId,
    events: &[DescribedEvent],
) -> Result<Vec<NewDelivery>, Error> {
    if events.iter().all(|described| described.delivered.is_none()) {
        return Ok(Vec::new());
    }
    let listeners: Vec<Listener> =
        on!(db, c => sqlx::query_as(LISTENERS).bind(organization.as_str()).fetch_all(c).await?);
    let mut planned = Vec::new();
    for DescribedEvent { event, delivered } in events {
        let Some(delivered) = delivered else { continue };
        for listener in listeners.iter().filter(|listener| listener.chose(delivered.event_type)) {
            let endpoint = stored(WebhookEndpointId::try_from(listener.id.clone()), "webhook endpoint id")?;
            planned.push(NewDelivery {
                id: WebhookDeliveryId::from_u128(random::id(event.occurred_at)),
                organization_id: organization.clone(),
                event_id: event.id.clone(),
                recipient: Recipient::WebhookEndpoint(endpoint),
                body: delivered.body.clone(),
                created_at: event.occurred_at,
            });
        }
    }
    Ok(planned)
}

/// Writes down a test event and its delivery to an endpoint, whatever that listens to; gives the id of the delivery.
pub async fn send_test(
    mut db: Db<'_>,
    organization: &OrganizationId,
    endpoint: &WebhookEndpointId,
    now: Timestamp,
) -> Result<WebhookDeliveryId, Error> {
    let event_id = EventId::from_u128(random::id(now));
    let event = EventRow {
        id: &event_id,
        organization_id: organization,
        occurred_at: now,
        subject_id: endpoint.as_str(),
        event_type: Some(PING),
        vehicle_id: None,
        listed: None,
        entry: None,
    };
    append::insert(db.again(), event).await?;
    let message = WebhookEvent { event_type: PING.to_owned(), timestamp: now, data: WebhookEventData::default() };
    let delivery = NewDelivery {
        id: WebhookDeliveryId::from_u128(random::id(now)),
        organization_id: organization.clone(),
        event_id,
        recipient: Recipient::WebhookEndpoint(endpoint.clone()),
        body: body(&message)?,
        created_at: now,
    };
    insert(db, &delivery).await?;
    Ok(delivery.id)
}
