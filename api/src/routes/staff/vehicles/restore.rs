//! `POST /vehicles/{vehicle_id}/restore`

use actix_web::{post, web};
use shared::vehicle::Vehicle;

use super::{lock, stock_number_taken};
use crate::auth::{Require, RestoreVehicles};
use crate::error::ApiError;
use crate::extract::Tagged;
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use crate::server::App;
use crate::store::vehicles;

/// Restore a deleted vehicle
///
/// Its tracking link stays revoked: create a new one, which starts with the options of the old. Restoring a vehicle that
/// is not deleted is no error.
#[utoipa::path(
    operation_id = "restore_vehicle",
    tag = "Vehicles",
    security(("member" = [])),
    params(VehiclePath),
    responses(
        (status = 200, description = "The vehicle as it is now.", body = Vehicle, headers(("ETag" = String))),
        (status = 409, description = "`stock_number_taken`: another vehicle has taken its stock number.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/restore")]
pub async fn restore_vehicle(
    app: web::Data<App>,
    caller: Require<RestoreVehicles>,
    path: web::Path<VehiclePath>,
) -> Result<Tagged<Vehicle>, ApiError> {
    let (organization, id, now) = (caller.organization_id(), &path.vehicle_id, caller.now);
    let mut tx = app.store.begin().await?;
    let before = lock(&mut tx, organization, id, now).await?;
    if before.deleted_at.is_none() {
        return Ok(Tagged::ok(before.version, before));
    }
    vehicles::set_deleted(tx.db(), organization, id, None, now).await.map_err(stock_number_taken)?;
    record(&mut tx, &caller, "vehicle.restored", id.as_str(), format!("restored {}", before.title()));
    let after = vehicles::find(tx.db(), organization, id, now).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}
