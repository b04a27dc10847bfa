//! `DELETE /vehicles/{vehicle_id}/notes/{note_id}`

use actix_web::{HttpResponse, delete, web};

use crate::auth::DeleteVehicles;
use crate::auth::Require;
use crate::notes::with_article;
use crate::routes::NotePath;
use crate::routes::staff::record;
use crate::vehicles::lock;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::Precondition;
use domain::audit_action::AuditAction;
use store::Store;
use store::notes;

/// Delete a note
///
/// It disappears from the tracking page on its next load. Deleting twice is not an error. Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "delete_note",
    tag = "Notes",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(NotePath, IfMatch),
    responses((status = 204, description = "Deleted."))
)]
#[delete("/vehicles/{vehicle_id}/notes/{note_id}")]
pub async fn delete_note(
    store: web::Data<Store>,
    caller: Require<DeleteVehicles>,
    path: web::Path<NotePath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, id) = (caller.organization_id(), &path.note_id);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock(&mut tx, organization, vehicle_id, caller.now).await?;
    let found = notes::find(tx.db(), organization, &vehicle.id, id).await?;
    let Some(before) = found else {
        let is_deleted = notes::is_deleted(tx.db(), organization, &vehicle.id, id).await?;
        return if is_deleted { Ok(HttpResponse::NoContent().finish()) } else { Err(ApiError::not_found()) };
    };
    precondition.check(before.version, before.clone())?;
    notes::delete(tx.db(), &vehicle, id, caller.now).await?;
    let summary = format!("deleted {} on {}", with_article(before.scope), vehicle.title());
    record(&mut tx, &caller, AuditAction::NoteDeleted, id.as_str(), summary);
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
