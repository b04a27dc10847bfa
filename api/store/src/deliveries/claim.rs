//! Taking up what is due at an endpoint, and putting back what was not begun.

use shared::ids::{EventId, OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;

use super::lease::LEASE_MS;
use crate::error::Error;
use crate::webhook_endpoints::ServedEndpoint;
use crate::{Tx, on, stored};

// Only the channel of webhooks has an endpoint.
macro_rules! claim {
    ($order:literal) => {
        concat!(
            "UPDATE deliveries SET claimed_until = $4
             WHERE id IN (
                SELECT d.id FROM deliveries d
                WHERE d.organization_id = $1 AND d.endpoint_id = $2 AND d.state = 'pending' AND d.next_attempt_at <= $3
                    AND (d.claimed_until IS NULL OR d.claimed_until <= $3)
                    AND EXISTS (SELECT 1 FROM subscriptions s WHERE s.organization_id = $1 AND s.links_suspended_at IS NULL)
                ORDER BY ",
            $order,
            " LIMIT $5
             ) AND state = 'pending' AND (claimed_until IS NULL OR claimed_until <= $3)
             RETURNING id, event_id, body, tries, next_attempt_at"
        )
    };
}

const CLAIM: &str = claim!("d.next_attempt_at, d.id");
// What somebody has just sent by hand shows whether a receiver answers again; and the oldest would otherwise use up its tries.
const CLAIM_NEWEST: &str = claim!("d.next_attempt_at DESC, d.id DESC");

#[derive(Debug, sqlx_macros::FromRow)]
struct ClaimedRow {
    id: String,
    event_id: String,
    body: String,
    tries: i64,
    next_attempt_at: i64,
}

/// A delivery that this server works on, and no other.
#[derive(Debug, Clone)]
pub struct ClaimedWebhook {
    /// Id of the delivery.
    pub id: WebhookDeliveryId,
    /// Id of the event.
    pub event_id: EventId,
    /// What is posted.
    pub body: String,
    /// How often it was tried, the attempt that is to come included.
    pub tries: i64,
    /// Until when no other server takes it up.
    pub claimed_until: Timestamp,
}

/// Takes up deliveries to an endpoint that are due, in the order in which they became so; from one that did not answer, the one
/// that became due last. One statement takes a row, so no two servers take the same.
pub async fn claim_webhooks(
    tx: &mut Tx,
    endpoint: &ServedEndpoint,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<ClaimedWebhook>, Error> {
    let claimed_until = stored(Timestamp::from_unix_ms(now.unix_ms() + LEASE_MS), "end of a claim")?;
    let mut rows: Vec<ClaimedRow> = on!(tx.db(), c => sqlx::query_as(if endpoint.unanswered > 0 { CLAIM_NEWEST } else { CLAIM })
        .bind(endpoint.organization_id.as_str())
        .bind(endpoint.id.as_str())
        .bind(now.unix_ms())
        .bind(claimed_until.unix_ms())
        .bind(limit)
        .fetch_all(c)
        .await?);
    rows.sort_by(|one, other| (one.next_attempt_at, &one.id).cmp(&(other.next_attempt_at, &other.id)));
    rows.into_iter()
        .map(|row| {
            Ok(ClaimedWebhook {
                id: stored(WebhookDeliveryId::try_from(row.id), "delivery id")?,
                event_id: stored(EventId::try_from(row.event_id), "event id")?,
                body: row.body,
                tries: row.tries + 1,
                claimed_until,
            })
        })
        .collect()
}

const RELEASE: &str = "
    UPDATE deliveries SET claimed_until = NULL
    WHERE organization_id = $1 AND endpoint_id = $2 AND id = $3 AND state = 'pending' AND claimed_until = $4";

/// Puts back what was taken up and not begun. What another server has taken up since stays its own.
pub async fn release(
    tx: &mut Tx,
    organization: &OrganizationId,
    endpoint: &WebhookEndpointId,
    claimed: &ClaimedWebhook,
) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(RELEASE)
        .bind(organization.as_str())
        .bind(endpoint.as_str())
        .bind(claimed.id.as_str())
        .bind(claimed.claimed_until.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
