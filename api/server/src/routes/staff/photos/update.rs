//! `PATCH /vehicles/{vehicle_id}/photos/{photo_id}`

use actix_web::{patch, web};
use domain::audit_action::AuditAction;
use shared::photo::{Photo, PhotoUpdate};

use super::find;
use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::routes::PhotoPath;
use crate::routes::staff::record;
use crate::vehicles::lock_existing;
use api_http::edit::Edit;
use api_http::error::ApiError;
use store::Store;
use store::photos;

/// Make a photo the hero
///
/// JSON Merge Patch. A vehicle has at most one hero photo; tracking pages that show it show the new one on their next load.
#[utoipa::path(
    operation_id = "update_photo",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(PhotoPath),
    request_body = PhotoUpdate,
    responses(
        (status = 200, description = "The photo as it is now.", body = Photo),
        (status = 409, description = "`vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/vehicles/{vehicle_id}/photos/{photo_id}")]
pub async fn update_photo(
    store: web::Data<Store>,
    caller: Require<EditVehicles>,
    path: web::Path<PhotoPath>,
    update: Edit<Photo, PhotoUpdate>,
) -> Result<web::Json<Photo>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (PhotoUpdate { is_hero }, repeated) = update.valid()?;
    let (organization, id, now) = (caller.organization_id(), &path.photo_id, caller.now);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock_existing(&mut tx, organization, vehicle_id, now).await?;
    let before = find(&mut tx, organization, &vehicle.id, id).await?;
    repeated.check(Some(&before))?;
    let is_hero = is_hero.unwrap_or(before.is_hero);
    if is_hero == before.is_hero {
        return Ok(web::Json(before));
    }
    photos::set_hero(&mut tx, &vehicle, is_hero.then_some(id)).await?;
    photos::touch_hero(tx.db(), &vehicle, now).await?;
    photos::touch_gallery(tx.db(), &vehicle).await?;
    let summary = if is_hero {
        format!("chose the hero photo of {}", vehicle.title())
    } else {
        format!("left {} without a hero photo", vehicle.title())
    };
    record(&mut tx, &caller, AuditAction::PhotoUpdated, id.as_str(), summary);
    let after = find(&mut tx, organization, &vehicle.id, id).await?;
    tx.commit().await?;
    Ok(web::Json(after))
}
