//! `POST /vehicles/{vehicle_id}/photos/{photo_id}/restore`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use shared::photo::Photo;

use super::check_quota;
use super::find;
use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::photos::Uploads;
use crate::routes::PhotoPath;
use crate::routes::staff::record;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::retention::{UNDO_MS, before};
use store::Store;
use store::additional_photos;
use store::photos::{self, PhotoDeletion};

/// Restore a photo
///
/// Undoes a deletion, for a day: the photo is back at its place, and on the pages for which it was picked. It is the hero
/// again unless another photo was made the hero since. Restoring a photo that is not deleted is not an error.
#[utoipa::path(
    operation_id = "restore_photo",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(IdempotencyKeyHeader, PhotoPath),
    responses(
        (status = 200, description = "The photo as it is now.", body = Photo, headers(("Idempotency-Replayed" = String))),
        (status = 409, description = "`photo_quota_exceeded` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/photos/{photo_id}/restore")]
pub async fn restore_photo(
    store: web::Data<Store>,
    key: IdempotencyKey,
    uploads: web::Data<Uploads>,
    caller: Require<EditVehicles>,
    path: web::Path<PhotoPath>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, id, now) = (caller.organization_id(), &path.photo_id, caller.now);
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, organization, vehicle_id, now).await?;
    let found = photos::find(tx.db(), organization, &vehicle.id, id).await?;
    let photo = found.ok_or_else(ApiError::not_found)?;
    let Some(deleted_at) = photo.deleted_at else {
        let photo = find(&mut tx, organization, &vehicle.id, id).await?;
        return claim.commit(tx, Answer::json(StatusCode::OK, &photo)?).await;
    };
    if deleted_at <= before(now, UNDO_MS) || photo.storage_key.is_none() {
        return Err(ApiError::not_found());
    }
    check_quota(tx.db(), uploads.quota, organization, &vehicle.id, 0).await?;
    let is_hero = photo.is_hero && vehicle.hero_photo_id.is_none();
    let restored = PhotoDeletion { id, deleted_at: None, is_hero };
    photos::set_deleted(tx.db(), &vehicle, restored).await?;
    photos::touch_gallery(tx.db(), &vehicle).await?;
    if is_hero {
        photos::touch_hero(tx.db(), &vehicle, now).await?;
    }
    additional_photos::touch(tx.db(), &vehicle, id, now).await?;
    record(
        &mut tx,
        &caller,
        AuditAction::PhotoRestored,
        id.as_str(),
        format!("restored a photo of {}", vehicle.title()),
    );
    let after = find(&mut tx, organization, &vehicle.id, id).await?;
    claim.commit(tx, Answer::json(StatusCode::OK, &after)?).await
}
