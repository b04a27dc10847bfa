//! `PATCH /vehicles/{vehicle_id}/notes/{note_id}`

use actix_web::{patch, web};
use shared::note::{Note, NoteUpdate};

use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::notes::{MAX_BODY, with_article};
use crate::routes::NotePath;
use crate::routes::staff::record;
use crate::vehicles::lock_existing;
use api_http::conditions::IfMatch;
use api_http::edit::Edit;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use domain::audit_action::AuditAction;
use domain::text::Checks;
use store::notes::{self, NoteFields};
use store::{Change, Store};

/// Change a note
///
/// JSON Merge Patch. A note that becomes internal is gone from the tracking page on its next load.
#[utoipa::path(
    operation_id = "update_note",
    tag = "Notes",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(NotePath, IfMatch),
    request_body = NoteUpdate,
    responses(
        (status = 200, description = "The note as it is now.", body = Note, headers(("ETag" = String))),
        (status = 409, description = "`vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/vehicles/{vehicle_id}/notes/{note_id}")]
pub async fn update_note(
    store: web::Data<Store>,
    caller: Require<EditVehicles>,
    path: web::Path<NotePath>,
    precondition: Precondition,
    update: Edit<Note, NoteUpdate>,
) -> Result<Tagged<Note>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (update, repeated) = update.valid()?;
    let (organization, id) = (caller.organization_id(), &path.note_id);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock_existing(&mut tx, organization, vehicle_id, caller.now).await?;
    let found = notes::find(tx.db(), organization, &vehicle.id, id).await?;
    let before = found.ok_or_else(ApiError::not_found)?;
    precondition.check(before.version, before.clone())?;
    repeated.check(Some(&before))?;
    let NoteUpdate { scope, body } = update;
    let mut checks = Checks::default();
    let present = NoteFields { scope: before.scope, body: before.body.clone() };
    let scope = scope.unwrap_or(before.scope);
    let body = body.map_or_else(|| before.body.clone(), |body| checks.lines("/body", &body, MAX_BODY));
    checks.finish().map_err(ApiError::invalid)?;
    let Some(fields) = Change::between(&present, NoteFields { scope, body }) else {
        return Ok(Tagged::ok(before.version, before));
    };
    notes::update(tx.db(), &vehicle, id, &fields, caller.now).await?;
    let summary = if scope == before.scope {
        format!("changed {} on {}", with_article(scope), vehicle.title())
    } else {
        let (from, to) = (before.scope.as_str(), scope.as_str());
        format!("changed the scope of a note on {} from {from} to {to}", vehicle.title())
    };
    record(&mut tx, &caller, AuditAction::NoteUpdated, id.as_str(), summary);
    let found = notes::find(tx.db(), organization, &vehicle.id, id).await?;
    let after = found.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}
