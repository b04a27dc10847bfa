//! `GET /vehicles/counts`

use actix_web::{get, web};
use shared::attention::VehicleCounts;

use super::today;
use crate::auth::{ReadVehicles, Require};
use api_http::error::ApiError;
use store::{Store, vehicle_lists};

/// Count vehicles
///
/// How many vehicles the organisation has, without deleted ones, and how many of them need attention: each number is the `total` of
/// `GET /vehicles` with that `attention`. A vehicle can need attention for more than one reason.
#[utoipa::path(
    operation_id = "get_vehicle_counts",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    responses((status = 200, description = "The numbers.", body = VehicleCounts))
)]
#[get("/vehicles/counts")]
pub async fn get_vehicle_counts(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
) -> Result<web::Json<VehicleCounts>, ApiError> {
    let (organization, today) = (caller.organization_id(), today(&caller)?);
    let mut reader = store.read(organization).await?;
    Ok(web::Json(vehicle_lists::counts(reader.db(), organization, today, caller.now).await?))
}
