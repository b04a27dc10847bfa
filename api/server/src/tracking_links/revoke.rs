//! Ending a link.

use shared::link::RevokeReason;

use crate::acting::Acting;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::Tx;
use store::links::{self, UnrevokedLink};
use store::vehicles::LockedVehicle;

/// Revokes a link: its URL stops working at once, and never works again.
pub async fn revoke(
    tx: &mut Tx,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    link: UnrevokedLink,
    reason: RevokeReason,
) -> Result<(), ApiError> {
    let why = match reason {
        RevokeReason::Revoked => "",
        RevokeReason::VehicleDeleted => ", which was deleted",
    };
    let summary = format!("revoked the tracking link of {}{why}", vehicle.title());
    acting.record(tx, AuditAction::TrackingLinkRevoked, link.id.as_str(), summary);
    Ok(links::revoke(tx, link, acting.member, reason, acting.now).await?)
}
