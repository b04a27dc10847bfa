//! `POST /vehicles/{vehicle_id}/notes`

use actix_web::{HttpResponse, post, web};
use shared::ids::NoteId;
use shared::note::{NewNote, Note};
use shared::paths::ApiPath;

use super::MAX_BODY;
use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use domain::audit_action::AuditAction;
use domain::text::Checks;
use host::random;
use store::Store;
use store::notes::{self, NewNoteRow};

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
    let (NewNote { scope, body }, digest) = new.with_digest()?;
    let mut checks = Checks::default();
    let body = checks.lines("/body", &body, MAX_BODY);
    let organization = caller.organization_id();
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, organization, vehicle_id, caller.now).await?;
    checks.finish().map_err(ApiError::invalid)?;
    let id = NoteId::from_u128(random::id(caller.now));
    let row = NewNoteRow { id: &id, scope, body: &body, author: &caller.member.id };
    notes::insert(tx.db(), &vehicle, row, caller.now).await?;
    let summary = format!("wrote {} on {}", super::with_article(scope), vehicle.title());
    record(&mut tx, &caller, AuditAction::NoteCreated, id.as_str(), summary);
    let found = notes::find(tx.db(), organization, &vehicle.id, &id).await?;
    let note = found.ok_or_else(ApiError::not_found)?;
    claim.commit(tx, Answer::tagged(Tagged::created(ApiPath::Note(&vehicle.id, &id), note.version, note))?).await
}
