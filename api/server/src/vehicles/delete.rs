//! Deleting a vehicle.

use shared::link::RevokeReason;

use crate::acting::Acting;
use crate::tracking_links;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::vehicles::{self, LockedVehicle};
use store::{Tx, links};

/// Deletes a vehicle softly. Its tracking link is revoked in the same moment, for good.
pub async fn delete(tx: &mut Tx, acting: &Acting<'_>, vehicle: &LockedVehicle) -> Result<(), ApiError> {
    vehicles::set_deleted(tx.db(), vehicle, Some(acting.now), acting.now).await?;
    if let Some(link) = links::find_unrevoked(tx, vehicle).await? {
        tracking_links::revoke(tx, acting, vehicle, link, RevokeReason::VehicleDeleted).await?;
    }
    acting.record(tx, AuditAction::VehicleDeleted, vehicle.id.as_str(), format!("deleted {}", vehicle.title()));
    Ok(())
}
