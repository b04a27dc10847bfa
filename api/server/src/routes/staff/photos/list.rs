//! `GET /vehicles/{vehicle_id}/photos`

use actix_web::{get, web};
use serde::Deserialize;
use shared::capture_time::sort_by_capture_time;
use shared::photo::PhotoGallery;
use utoipa::IntoParams;

use super::gallery_of;
use crate::auth::ReadVehicles;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::routes::ordering::sort;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::{Query, Tagged};
use store::Store;
use store::photos;

/// In which order the photos are listed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PhotoQuery {
    /// The order: `position`, the gallery's own, or `capture_time`, with `-` before it for the reverse; `position` by default. By
    /// `capture_time`, instants are compared if every camera wrote down its offset from UTC, otherwise what the clocks showed; photos
    /// of which it is not known come last.
    #[param(pattern = "^-?(position|capture_time)$", example = "capture_time")]
    sort: Option<String>,
}

/// What a gallery can be sorted by.
#[derive(Debug, Clone, Copy)]
enum PhotoField {
    Position,
    CaptureTime,
}

const FIELDS: [(&str, PhotoField); 2] = [("position", PhotoField::Position), ("capture_time", PhotoField::CaptureTime)];

/// List the photos of a vehicle
///
/// The whole gallery at once, in its order or by when the photos were taken.
#[utoipa::path(
    operation_id = "list_photos",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.read"])),
    params(VehiclePath, PhotoQuery, IfNoneMatch),
    responses((status = 200, description = "The gallery.", body = PhotoGallery, headers(("ETag" = String))))
)]
#[get("/vehicles/{vehicle_id}/photos")]
pub async fn list_photos(
    store: web::Data<Store>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
    query: Query<PhotoQuery>,
) -> Result<Tagged<PhotoGallery>, ApiError> {
    let order = sort(query.sort.as_deref().unwrap_or("position"), &FIELDS)?;
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, vehicle) = (caller.organization_id(), vehicle_id);
    let mut reader = store.read(caller.organization_id()).await?;
    // The version first: photos that come in between make the tag too old, never too new.
    let version = photos::gallery_version(reader.db(), organization, vehicle).await?.ok_or_else(ApiError::not_found)?;
    let found = photos::list(reader.db(), organization, vehicle).await?;
    let mut gallery = gallery_of(vehicle, found, version);
    match order.by {
        PhotoField::Position if order.descending => gallery.data.reverse(),
        PhotoField::Position => {}
        PhotoField::CaptureTime => {
            sort_by_capture_time(&mut gallery.data, |photo| photo.capture_time, order.descending);
        }
    }
    Ok(Tagged::ok(version, gallery))
}
