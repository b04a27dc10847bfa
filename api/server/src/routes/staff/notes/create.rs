//! `POST /vehicles/{vehicle_id}/notes`

use actix_web::{HttpResponse, post, web};
use shared::note::{NewNote, Note};
use shared::paths::ApiPath;

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::notes::create;
use crate::routes::VehiclePath;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use store::Store;

/// Write a note
///
/// The scope is required. A note of scope `customer` shows on the next load of the tracking page, if its notes are
/// switched on; the author never does.
#[utoipa::path(
    operation_id = "create_note",
    tag = "Notes",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(IdempotencyKeyHeader, VehiclePath),
    request_body = NewNote,
    responses(
        (status = 201, description = "Written.", body = Note, headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/notes")]
pub async fn create_note(
    store: web::Data<Store>,
    key: IdempotencyKey,
    caller: Require<EditVehicles>,
    path: web::Path<VehiclePath>,
    new: Body<NewNote>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (new, digest) = new.with_digest()?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    let note = create(&mut tx, &caller.acting(), &vehicle, new).await?;
    let location = ApiPath::Note(&vehicle.id, &note.id).to_string();
    claim.commit(tx, Answer::tagged(Tagged::created(location, note.version, note))?).await
}
