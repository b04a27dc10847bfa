//! `DELETE /vehicles/{vehicle_id}/photos/{photo_id}`

use actix_web::{HttpResponse, delete, web};

use crate::auth::DeleteVehicles;
use crate::auth::Require;
use crate::routes::PhotoPath;
use crate::routes::staff::record;
use crate::vehicles::lock;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::Store;
use store::additional_photos;
use store::photos::{self, PhotoDeletion};

/// Delete a photo
///
/// It is gone from the gallery and from the tracking page at once, its files a day later: until then it can be restored.
/// Deleting twice is not an error. Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "delete_photo",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(PhotoPath),
    responses((status = 204, description = "Deleted."))
)]
#[delete("/vehicles/{vehicle_id}/photos/{photo_id}")]
pub async fn delete_photo(
    store: web::Data<Store>,
    caller: Require<DeleteVehicles>,
    path: web::Path<PhotoPath>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, id, now) = (caller.organization_id(), &path.photo_id, caller.now);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock(&mut tx, organization, vehicle_id, now).await?;
    let found = photos::find(tx.db(), organization, &vehicle.id, id).await?;
    let photo = found.ok_or_else(ApiError::not_found)?;
    if photo.deleted_at.is_some() {
        return Ok(HttpResponse::NoContent().finish());
    }
    let deletion = PhotoDeletion { id, deleted_at: Some(now), is_hero: photo.is_hero };
    photos::set_deleted(tx.db(), &vehicle, deletion).await?;
    photos::touch_gallery(tx.db(), &vehicle).await?;
    if photo.is_hero {
        photos::touch_hero(tx.db(), &vehicle, now).await?;
    }
    additional_photos::touch(tx.db(), &vehicle, id, now).await?;
    record(&mut tx, &caller, AuditAction::PhotoDeleted, id.as_str(), format!("deleted a photo of {}", vehicle.title()));
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
