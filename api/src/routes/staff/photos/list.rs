//! `GET /vehicles/{vehicle_id}/photos`

use actix_web::{get, web};
use shared::photo::PhotoGallery;

use super::gallery_of;
use crate::auth::{ReadVehicles, Require};
use crate::error::ApiError;
use crate::extract::Tagged;
use crate::routes::{IfNoneMatch, VehiclePath};
use crate::server::App;
use crate::store::photos;

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
    app: web::Data<App>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
) -> Result<Tagged<PhotoGallery>, ApiError> {
    let vehicle_id = &caller.vehicle(&app, &path.vehicle_id).await?;
    let (organization, vehicle) = (caller.organization_id(), vehicle_id);
    let mut reader = app.store.read(caller.organization_id()).await?;
    // The version first: photos that come in between make the tag too old, never too new.
    let version = photos::gallery_version(reader.db(), organization, vehicle).await?.ok_or_else(ApiError::not_found)?;
    let found = photos::list(reader.db(), organization, vehicle).await?;
    Ok(Tagged::ok(version, gallery_of(vehicle, found, version)))
}
