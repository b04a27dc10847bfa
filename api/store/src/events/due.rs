//! Events that follow from the clock alone.

use shared::ids::{OrganizationId, TrackingLinkId};
use shared::time::Timestamp;
use shared::webhook::EventType;

use super::emit::emit;
use crate::error::Error;
use crate::{AcrossTx, on, stored, subscribers};

const TAKE_EXPIRED: &str = "
    UPDATE tracking_links SET expiry_told = expires_at
    WHERE id IN (
        SELECT l.id FROM tracking_links l
        WHERE l.revoked_at IS NULL AND l.expires_at <= $1 AND COALESCE(l.expiry_told, 0) <> l.expires_at LIMIT 100
    ) AND COALESCE(expiry_told, 0) <> expires_at
    RETURNING id, organization_id";

const TAKE_LOCKS: &str = "
    UPDATE subscriptions SET lock_told = NOT lock_told
    WHERE lock_told <> (
        (status = 'past_due' AND grace_ends_at <= $1)
        OR (status = 'canceled' AND (access_until IS NULL OR access_until <= $1))
    )
    RETURNING organization_id, lock_told";

/// Emits what is due by the clock: expiries that have passed, subscriptions that were locked or unlocked. Each is emitted once,
/// by whichever server comes first. Nothing is decided here: every read derives it anew.
pub async fn emit_due(tx: &mut AcrossTx, now: Timestamp) -> Result<(), Error> {
    let expired: Vec<(String, String)> =
        on!(tx.db(), c => sqlx::query_as(TAKE_EXPIRED).bind(now.unix_ms()).fetch_all(c).await?);
    for (link, organization) in expired {
        let organization = stored(OrganizationId::try_from(organization), "organisation id")?;
        subscribers::erase_of_expired(tx, &stored(TrackingLinkId::try_from(link.clone()), "tracking link id")?).await?;
        emit(tx, &organization, EventType::TrackingLinkExpired, &link, now);
    }
    let turned: Vec<(String, bool)> =
        on!(tx.db(), c => sqlx::query_as(TAKE_LOCKS).bind(now.unix_ms()).fetch_all(c).await?);
    for (organization, locked) in turned {
        let organization = stored(OrganizationId::try_from(organization), "organisation id")?;
        let event_type = if locked { EventType::SubscriptionLocked } else { EventType::SubscriptionUnlocked };
        emit(tx, &organization, event_type, organization.as_str(), now);
    }
    Ok(())
}
