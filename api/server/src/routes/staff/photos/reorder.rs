//! `PUT /vehicles/{vehicle_id}/photos/order`

use std::collections::HashSet;

use actix_web::{put, web};
use domain::audit_action::AuditAction;
use shared::photo::{PhotoGallery, PhotoOrder};
use shared::problem::{FieldError, FieldErrorCode};

use super::gallery;
use crate::auth::EditVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use crate::vehicles::lock_existing;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::{Body, Precondition, Tagged};
use store::{Change, Store, photos};

/// Order the photos of a vehicle
///
/// Every photo of the gallery, once, in the new order. `If-Match` is required, so that photos which somebody else added or
/// deleted in the meantime are not overlooked.
#[utoipa::path(
    operation_id = "reorder_photos",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.write"])),
    params(VehiclePath, IfMatch),
    request_body = PhotoOrder,
    responses(
        (status = 200, description = "The gallery as it is now.", body = PhotoGallery, headers(("ETag" = String))),
        (status = 409, description = "`vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json"),
        (status = 428, description = "`precondition_required`: send `If-Match`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[put("/vehicles/{vehicle_id}/photos/order")]
pub async fn reorder_photos(
    store: web::Data<Store>,
    caller: Require<EditVehicles>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
    order: Body<PhotoOrder>,
) -> Result<Tagged<PhotoGallery>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let order = order.valid()?;
    let organization = caller.organization_id();
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock_existing(&mut tx, organization, vehicle_id, caller.now).await?;
    precondition.required()?;
    let before = gallery(&mut tx, organization, &vehicle.id).await?;
    precondition.check(before.version, before.clone())?;
    check_order(&before, &order)?;
    let present = before.data.iter().map(|photo| photo.id.clone()).collect();
    let Some(order) = Change::between(&present, order.photo_ids) else { return Ok(Tagged::ok(before.version, before)) };
    photos::set_order(&mut tx, &vehicle, &order).await?;
    photos::touch_gallery(tx.db(), &vehicle).await?;
    let summary = format!("reordered the photos of {}", vehicle.title());
    record(&mut tx, &caller, AuditAction::PhotoReordered, vehicle.id.as_str(), summary);
    let after = gallery(&mut tx, organization, &vehicle.id).await?;
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}

/// The order names every photo of the gallery, once.
fn check_order(gallery: &PhotoGallery, order: &PhotoOrder) -> Result<(), ApiError> {
    let known: HashSet<_> = gallery.data.iter().map(|photo| &photo.id).collect();
    let mut seen = HashSet::new();
    let mut errors = Vec::new();
    for (index, id) in order.photo_ids.iter().enumerate() {
        let pointer = format!("/photo_ids/{index}");
        if !known.contains(id) {
            let detail = format!("{id} is not a photo of this vehicle");
            errors.push(FieldError { pointer, code: FieldErrorCode::Unknown, detail });
        } else if !seen.insert(id) {
            let detail = format!("{id} is named twice");
            errors.push(FieldError { pointer, code: FieldErrorCode::Invalid, detail });
        }
    }
    if errors.is_empty() && seen.len() != known.len() {
        let detail = format!("must name all {} photos of the gallery", known.len());
        errors.push(FieldError { pointer: "/photo_ids".to_owned(), code: FieldErrorCode::TooShort, detail });
    }
    if errors.is_empty() { Ok(()) } else { Err(ApiError::invalid(errors)) }
}
