//! What becomes of a delivery: attempts and what follows from them, giving up, another try by hand.

use shared::ids::{OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use shared::webhook::{DeliveryAttempt, DeliveryState};

use crate::error::Error;
use crate::evidence::Evidence;
use crate::webhook_endpoints::LockedEndpoint;
use crate::{Db, Tx, on, one_row};

const INSERT_ATTEMPT: &str = "
    INSERT INTO delivery_attempts (delivery_id, number, attempted_at, duration_ms, status, outcome)
    SELECT d.id, (SELECT COUNT(*) + 1 FROM delivery_attempts a WHERE a.delivery_id = d.id), $3, $4, $5, $6
    FROM deliveries d WHERE d.organization_id = $1 AND d.id = $2";

const SETTLE: &str = "
    UPDATE deliveries SET state = $3, next_attempt_at = $4, claimed_until = NULL
    WHERE organization_id = $1 AND id = $2 AND state = 'pending'";

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Nothing: it succeeded.
    Succeeded,
    /// Another attempt at this instant.
    RetryAt(Timestamp),
    /// Nothing: it failed too often, or for good.
    GiveUp,
}

/// Records an attempt and what follows from it.
pub async fn settle(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &WebhookDeliveryId,
    attempt: &DeliveryAttempt,
    next_step: NextStep,
) -> Result<(), Error> {
    let (state, next_attempt_at) = match next_step {
        NextStep::Succeeded => (DeliveryState::Succeeded, None),
        NextStep::RetryAt(instant) => (DeliveryState::Pending, Some(instant)),
        NextStep::GiveUp => (DeliveryState::Failed, None),
    };
    let rows = on!(tx.db(), c => sqlx::query(INSERT_ATTEMPT)
        .bind(organization.as_str())
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
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(state.as_str())
        .bind(next_attempt_at.map(Timestamp::unix_ms))
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const GIVE_UP: &str = "
    UPDATE deliveries SET state = 'failed', next_attempt_at = NULL, claimed_until = NULL
    WHERE organization_id = $1 AND endpoint_id = $2 AND state = 'pending'";

/// Gives up what an endpoint has not got yet, because it is switched off or deleted.
pub async fn give_up(db: Db<'_>, organization: &OrganizationId, endpoint: &WebhookEndpointId) -> Result<(), Error> {
    on!(db, c => sqlx::query(GIVE_UP)
        .bind(organization.as_str())
        .bind(endpoint.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const AGAIN: &str = "
    UPDATE deliveries SET state = 'pending', tries = 0, next_attempt_at = $4, claimed_until = NULL
    WHERE organization_id = $1 AND endpoint_id = $2 AND id = $3";

/// Makes a delivery due again; false when the endpoint has none of this id.
pub async fn again(
    db: Db<'_>,
    endpoint: &LockedEndpoint,
    id: &WebhookDeliveryId,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(db, c => sqlx::query(AGAIN)
        .bind(endpoint.organization_id().as_str())
        .bind(endpoint.id.as_str())
        .bind(id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    Ok(rows == 1)
}
