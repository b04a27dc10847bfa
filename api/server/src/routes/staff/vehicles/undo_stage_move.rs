//! `POST /vehicles/{vehicle_id}/stage/undo`

use actix_web::{HttpResponse, post, web};
use shared::vehicle::Vehicle;

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::VehiclePath;
use crate::vehicles::{lock_existing, take_back};
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use store::Store;

/// Undo a move to another stage
///
/// For a move that was a mistake: the stage, and what the move set with it, are again as they were before, and a change of the ETA that came
/// with the move leaves the history that customers read. It is possible for a minute, for the member or the API key that moved the
/// vehicle, while nothing else about the vehicle has changed. An undo cannot be undone; move the vehicle again instead.
#[utoipa::path(
    operation_id = "undo_stage_move",
    tag = "Vehicles",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(IdempotencyKeyHeader, VehiclePath, IfMatch),
    responses(
        (status = 200, description = "The vehicle as it was before the move.", body = Vehicle, headers(("ETag" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`stage_move_not_undoable` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/stage/undo")]
pub async fn undo_stage_move(
    store: web::Data<Store>,
    key: IdempotencyKey,
    caller: Require<EditVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let before = lock_existing(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    precondition.check(before.version, before.clone())?;
    let after = take_back(&mut tx, &caller.acting(), &before).await?;
    claim.commit(tx, Answer::tagged(Tagged::ok(after.version, after))?).await
}
