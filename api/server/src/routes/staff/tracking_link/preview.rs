//! `POST /vehicles/{vehicle_id}/tracking-link/preview`

use actix_web::{post, web};
use shared::ids::PhotoId;
use shared::link::TrackingPreview;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;

use crate::auth::ReadLinks;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::tracking_links::options::{checked_additional_photos, starting_options};
use api_http::error::ApiError;
use api_http::extract::Body;
use domain::public::{Pictures, public_tracking};
use store::Store;
use store::photos::StoredPhoto;
use store::public::find_for_preview;
use store::{links, photos};

/// Preview the page
///
/// Exactly what the customer would get with these options and photos, saved or not; the pictures are behind the
/// caller's own credential. It needs no link, makes none, and counts no view.
#[utoipa::path(
    operation_id = "preview_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.read"])),
    params(VehiclePath),
    request_body = TrackingPreview,
    responses((status = 200, description = "The content of the page.", body = PublicTracking))
)]
#[post("/vehicles/{vehicle_id}/tracking-link/preview")]
pub async fn preview_tracking_link(
    store: web::Data<Store>,
    caller: Require<ReadLinks>,
    path: web::Path<VehiclePath>,
    preview: Body<TrackingPreview>,
) -> Result<web::Json<PublicTracking>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let preview = preview.valid()?;
    let organization = &caller.organization.organization;
    let mut reader = store.read(caller.organization_id()).await?;
    let last = links::find_latest(reader.db(), &organization.id, vehicle_id).await?;
    let options = starting_options(last.as_ref(), organization).with(preview.options.unwrap_or_default());
    let found = find_for_preview(reader.db(), &organization.id, vehicle_id, options).await?;
    let mut projection = found.ok_or_else(ApiError::not_found)?;
    let gallery = photos::list(reader.db(), &organization.id, vehicle_id).await?;
    let photo_ids = match preview.photo_ids {
        Some(photo_ids) => checked_additional_photos(&gallery, photo_ids)?,
        None => last.map(|link| link.photo_ids).unwrap_or_default(),
    };
    projection.photos = photo_ids
        .iter()
        .filter_map(|id| gallery.iter().find(|photo| photo.id == *id))
        .filter(|photo| !(options.show_photo && photo.is_hero))
        .map(StoredPhoto::shown)
        .collect();
    let photo = |id: &PhotoId| ApiPath::Photo(vehicle_id, id).to_string();
    let pictures = Pictures { photo: &photo, logo: ApiPath::Logo.to_string() };
    Ok(web::Json(public_tracking(projection, &pictures, caller.now)))
}
