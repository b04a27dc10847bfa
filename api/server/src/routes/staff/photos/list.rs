//! `GET /vehicles/{vehicle_id}/photos`

use actix_web::{get, web};
use shared::photo::PhotoGallery;

use super::gallery_of;
use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::photos;

/// List the photos of a vehicle
///
/// In their order, the whole gallery at once.
#[utoipa::path(
    operation_id = "list_photos",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehiclePath, IfNoneMatch),
    responses((status = 200, description = "The gallery.", body = PhotoGallery, headers(("ETag" = String))))
)]
#[get("/vehicles/{vehicle_id}/photos")]
pub async fn list_photos(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
) -> Result<Tagged<PhotoGallery>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, vehicle) = (caller.organization_id(), vehicle_id);
    let mut reader = store.read(caller.organization_id()).await?;
    // The version first: photos that come in between make the tag too old, never too new.
    let version = photos::gallery_version(reader.db(), organization, vehicle).await?.ok_or_else(ApiError::not_found)?;
    let found = photos::list(reader.db(), organization, vehicle).await?;
    Ok(Tagged::ok(version, gallery_of(vehicle, found, version)))
}
