//! Taking up what is due.

use domain::delivery::SECRET_OVERLAP_MS;
use shared::ids::{EventId, OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;

use crate::error::Error;
use crate::{AcrossTx, on, stored};

/// For how long one server works on a delivery before another may take it up, in milliseconds.
pub(crate) const LEASE_MS: i64 = 60 * 1000;

// Only the channel of webhooks has an endpoint.
const CLAIM: &str = "
    UPDATE deliveries SET claimed_until = $2, tries = tries + 1
    WHERE id IN (
        SELECT d.id FROM deliveries d
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
    FROM deliveries d
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

/// A delivery to an endpoint that this server works on, and no other.
#[derive(Debug)]
pub struct ClaimedWebhook {
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

/// Takes up deliveries to endpoints that are due, in the order in which they were. One statement takes a row, so no two servers take
/// the same.
pub async fn claim_webhooks(tx: &mut AcrossTx, limit: i64, now: Timestamp) -> Result<Vec<ClaimedWebhook>, Error> {
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
        claimed.push(ClaimedWebhook {
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
