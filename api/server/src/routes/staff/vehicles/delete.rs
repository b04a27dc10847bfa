//! `DELETE /vehicles/{vehicle_id}`

use actix_web::{HttpResponse, delete, web};

use crate::auth::DeleteVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::vehicles;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::Precondition;
use store::Store;

/// Delete a vehicle
///
/// Its tracking link is revoked in the same moment, for good: an admin can restore the vehicle, but not the URL. Deleting
/// twice is not an error. Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "delete_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(VehiclePath, IfMatch),
    responses((status = 204, description = "Deleted."))
)]
#[delete("/vehicles/{vehicle_id}")]
pub async fn delete_vehicle(
    store: web::Data<Store>,
    caller: Require<DeleteVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = vehicles::lock(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    if vehicle.deleted_at.is_some() {
        return Ok(HttpResponse::NoContent().finish());
    }
    precondition.check(vehicle.version, vehicle.clone())?;
    vehicles::delete(&mut tx, &caller.acting(), &vehicle).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
