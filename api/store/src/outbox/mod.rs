//! The outbox: what happened is told to endpoints because it was written down in the transaction in which it happened.
//!
//! Most events follow from the entries of the audit log, so that whatever is audited is told too. The commit writes them.

mod delivery;
pub(crate) mod write;

use shared::eta::EtaReason;
use shared::ids::{OrganizationId, VehicleId};
use shared::time::Timestamp;
use shared::webhook::EventType;

use crate::error::Error;
use crate::{Tx, on, stored};
pub use delivery::{NewDelivery, insert};
use write::NewEvent;

/// Tells of something that leaves no entry of its own in the audit log.
pub fn emit(tx: &mut Tx, organization: &OrganizationId, event_type: EventType, subject_id: &str, now: Timestamp) {
    tx.events.push(NewEvent {
        organization_id: organization.to_string(),
        event_type,
        subject_id: subject_id.to_owned(),
        at: now.unix_ms(),
        eta_reason: None,
    });
}

/// Tells that the estimated arrival of a vehicle was moved, and why if staff said why.
pub fn emit_eta_change(
    tx: &mut Tx,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    eta_reason: Option<EtaReason>,
    now: Timestamp,
) {
    tx.events.push(NewEvent {
        organization_id: organization.to_string(),
        event_type: EventType::VehicleEtaChanged,
        subject_id: vehicle.to_string(),
        at: now.unix_ms(),
        eta_reason,
    });
}

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

/// Tells what follows from the clock alone: expiries that have passed, subscriptions that were locked or unlocked. Each is
/// told once, by whichever server comes first. Nothing is decided here: every read derives it anew.
pub async fn emit_what_time_brought(tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
    let expired: Vec<(String, String)> =
        on!(tx.db(), c => sqlx::query_as(TAKE_EXPIRED).bind(now.unix_ms()).fetch_all(c).await?);
    for (link, organization) in expired {
        let organization = stored(OrganizationId::try_from(organization), "organisation id")?;
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
