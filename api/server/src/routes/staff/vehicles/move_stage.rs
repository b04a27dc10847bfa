//! `PUT /vehicles/{vehicle_id}/stage`

use actix_web::{put, web};
use shared::vehicle::{StageMove, Vehicle};

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::vehicles::{lock_existing, move_to};
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::{Body, Precondition, Tagged};
use store::Store;

/// Move a vehicle to another stage
///
/// Only the allowed moves: `purchased` to `in_transit` or `arrived`, `in_transit` to `arrived`, `arrived` to `preparation`,
/// `preparation` to `sale_ready`, `sale_ready` to `preparation` or `sold_delivered`. A move to `in_transit` can carry
/// vessel, ETD and ETA (with an `eta_reason` when the ETA changes), a move to `arrived` the day of arrival and whether the vehicle is in customs or released.
///
/// Moving to the stage that the vehicle has already is not an error, so the request can be repeated: it changes what else is
/// given, or nothing.
#[utoipa::path(
    operation_id = "move_vehicle_stage",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(VehiclePath, IfMatch),
    request_body = StageMove,
    responses(
        (status = 200, description = "The vehicle as it is now.", body = Vehicle, headers(("ETag" = String))),
        (status = 409, description = "`stage_move_not_allowed`, with the allowed ones in `allowed_stages`, or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[put("/vehicles/{vehicle_id}/stage")]
pub async fn move_stage(
    store: web::Data<Store>,
    caller: Require<EditVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
    step: Body<StageMove>,
) -> Result<Tagged<Vehicle>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let step = step.valid()?;
    let mut tx = store.begin(caller.organization_id()).await?;
    let before = lock_existing(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    precondition.check(before.version, before.clone())?;
    let Some(after) = move_to(&mut tx, &caller.acting(), &before, step).await? else {
        return Ok(Tagged::ok(before.version, before.clone()));
    };
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}
