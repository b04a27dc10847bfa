//! `GET /vehicles/{vehicle_id}/notes/{note_id}`

use actix_web::{get, web};
use shared::note::Note;

use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::NotePath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::notes;

/// Read a note
///
/// One note on a vehicle.
#[utoipa::path(
    operation_id = "get_note",
    tag = "Notes",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(NotePath, IfNoneMatch),
    responses((status = 200, description = "The note.", body = Note, headers(("ETag" = String))))
)]
#[get("/vehicles/{vehicle_id}/notes/{note_id}")]
pub async fn get_note(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<NotePath>,
) -> Result<Tagged<Note>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let mut reader = store.read(caller.organization_id()).await?;
    let found = notes::find(reader.db(), caller.organization_id(), vehicle_id, &path.note_id).await?;
    let note = found.ok_or_else(ApiError::not_found)?;
    Ok(Tagged::ok(note.version, note))
}
