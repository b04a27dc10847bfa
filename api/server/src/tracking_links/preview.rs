//! The page that a vehicle has or would have.

use shared::ids::{PhotoId, VehicleId};
use shared::link::TrackingPreview;
use shared::organization::Organization;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;
use shared::time::Timestamp;

use super::options::{checked_additional_photos, starting_options};
use api_http::error::ApiError;
use domain::public::{Pictures, public_tracking};
use store::Db;
use store::photos::StoredPhoto;
use store::public::find_for_preview;
use store::{links, photos};

/// Exactly what the customer would get with these options and photos, with the pictures behind the credential of staff.
pub async fn preview(
    mut db: Db<'_>,
    organization: &Organization,
    vehicle_id: &VehicleId,
    preview: TrackingPreview,
    sends_mail: bool,
    now: Timestamp,
) -> Result<PublicTracking, ApiError> {
    let last = links::find_latest(db.again(), &organization.id, vehicle_id).await?;
    let options = starting_options(last.as_ref(), organization).with(preview.options.unwrap_or_default());
    let found = find_for_preview(db.again(), &organization.id, vehicle_id, options).await?;
    let mut projection = found.ok_or_else(ApiError::not_found)?;
    let gallery = photos::list(db, &organization.id, vehicle_id).await?;
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
    Ok(public_tracking(projection, &pictures, sends_mail, now))
}
