//! Reading a vehicle that nobody else changes meanwhile.

use shared::ids::{OrganizationId, VehicleId};
use shared::problem::ProblemCode;
use shared::time::Timestamp;

use api_http::error::ApiError;
use store::Tx;
use store::vehicles::{self, LockedVehicle};

/// Locks a vehicle for the rest of the transaction and reads it, deleted or not; 404 when there is none.
pub async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<LockedVehicle, ApiError> {
    vehicles::lock(tx, organization, id, now).await?.ok_or_else(ApiError::not_found)
}

/// As [`lock`], and 409 when the vehicle is deleted.
pub async fn lock_existing(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<LockedVehicle, ApiError> {
    let vehicle = lock(tx, organization, id, now).await?;
    if vehicle.deleted_at.is_some() { Err(ApiError::new(ProblemCode::VehicleDeleted)) } else { Ok(vehicle) }
}
