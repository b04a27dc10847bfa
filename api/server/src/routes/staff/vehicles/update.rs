//! `PATCH /vehicles/{vehicle_id}`

use actix_web::{patch, web};
use shared::vehicle::{Vehicle, VehicleUpdate};

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::vehicles::{self, lock_existing};
use api_http::conditions::IfMatch;
use api_http::edit::Edit;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use store::Store;

/// Change a vehicle
///
/// JSON Merge Patch, also inside `customer`, `mileage` and `agreed_sale_price`. A new `eta` can carry an `eta_reason`, which customers see on the tracking page. When the vehicle goes to another customer, its tracking link is flagged `customer_changed`.
#[utoipa::path(
    operation_id = "update_vehicle",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(VehiclePath, IfMatch),
    request_body = VehicleUpdate,
    responses(
        (status = 200, description = "The vehicle as it is now.", body = Vehicle, headers(("ETag" = String))),
        (status = 409, description = "`stock_number_taken`, `external_id_taken` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/vehicles/{vehicle_id}")]
pub async fn update_vehicle(
    store: web::Data<Store>,
    caller: Require<EditVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
    update: Edit<Vehicle, VehicleUpdate>,
) -> Result<Tagged<Vehicle>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (update, repeated) = update.valid()?;
    let mut tx = store.begin(caller.organization_id()).await?;
    let before = lock_existing(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    precondition.check(before.version, before.clone())?;
    repeated.check(Some(&before))?;
    let Some(after) = vehicles::update(&mut tx, &caller.acting(), &before, update).await? else {
        return Ok(Tagged::ok(before.version, before.clone()));
    };
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}
