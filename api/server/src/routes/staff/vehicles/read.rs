//! `GET /vehicles/{vehicle_id}`

use actix_web::{get, web};
use shared::vehicle::Vehicle;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::vehicles;

/// Read a vehicle
///
/// Deleted vehicles too, with `deleted_at` set.
#[utoipa::path(
    operation_id = "get_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehiclePath, IfNoneMatch),
    responses((status = 200, description = "The vehicle.", body = Vehicle, headers(("ETag" = String))))
)]
#[get("/vehicles/{vehicle_id}")]
pub async fn get_vehicle(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
) -> Result<Tagged<Vehicle>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let mut reader = store.read(caller.organization_id()).await?;
    let found = vehicles::find(reader.db(), caller.organization_id(), vehicle_id, caller.now).await?;
    let vehicle = found.ok_or_else(ApiError::not_found)?;
    Ok(Tagged::ok(vehicle.version, vehicle))
}
