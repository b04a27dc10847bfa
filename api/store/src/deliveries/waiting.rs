//! Which endpoints have something to send.

use shared::ids::{OrganizationId, WebhookEndpointId};
use shared::time::Timestamp;

use crate::error::Error;
use crate::{Across, on, stored};

// It steps from endpoint to endpoint in the index: what many deliveries of one cost does not depend on how many they are.
const WAITING: &str = "
    WITH RECURSIVE waiting (endpoint_id) AS (
        SELECT MIN(d.endpoint_id) FROM deliveries d WHERE d.state = 'pending'
        UNION ALL
        SELECT (SELECT MIN(d.endpoint_id) FROM deliveries d WHERE d.state = 'pending' AND d.endpoint_id > w.endpoint_id)
        FROM waiting w WHERE w.endpoint_id IS NOT NULL
    ), due (id, organization_id, due_at) AS (
        SELECT e.id, e.organization_id, (
            SELECT d.next_attempt_at FROM deliveries d
            WHERE d.endpoint_id = e.id AND d.organization_id = e.organization_id AND d.state = 'pending'
                AND d.next_attempt_at <= $1 AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
            ORDER BY d.next_attempt_at LIMIT 1
        )
        FROM waiting w JOIN webhook_endpoints e ON e.id = w.endpoint_id
        JOIN subscriptions s ON s.organization_id = e.organization_id
        WHERE e.disabled_at IS NULL AND e.deleted_at IS NULL AND s.links_suspended_at IS NULL
            AND (e.backing_off_until IS NULL OR e.backing_off_until <= $1)
            AND (e.served_until IS NULL OR e.served_until <= $1)
    )
    SELECT id, organization_id FROM due WHERE due_at IS NOT NULL ORDER BY due_at, id";

/// An endpoint that something is due for, and that no server serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingEndpoint {
    /// Which.
    pub id: WebhookEndpointId,
    /// Whose.
    pub organization_id: OrganizationId,
}

/// The endpoints that something is due for and that can be sent to now, the one that waits longest first.
pub async fn waiting(across: Across<'_>, now: Timestamp) -> Result<Vec<WaitingEndpoint>, Error> {
    let rows: Vec<(String, String)> =
        on!(across.db(), c => sqlx::query_as(WAITING).bind(now.unix_ms()).fetch_all(c).await?);
    rows.into_iter()
        .map(|(id, organization_id)| {
            Ok(WaitingEndpoint {
                id: stored(WebhookEndpointId::try_from(id), "webhook endpoint id")?,
                organization_id: stored(OrganizationId::try_from(organization_id), "organisation id")?,
            })
        })
        .collect()
}
