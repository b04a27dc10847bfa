//! Photos of vehicles.

pub mod create;
pub mod delete;
pub mod list;
pub mod read;
pub mod reorder;
pub mod restore;
pub mod update;

use api_http::operations::Operations;
use shared::ids::{OrganizationId, PhotoId, VehicleId};
use shared::paths::ApiPath;
use shared::photo::{Photo, PhotoGallery, PictureWarning, PictureWarningCode, widths_of};
use shared::problem::ProblemCode;

use crate::photos::PhotoQuota;
use api_http::error::ApiError;
use pictures::pipeline::{Rejection, Warning};
use store::photos::{self, StoredPhoto};
use store::{Db, Tx};

/// The operations on photos.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_photos)
        .service(create::create_photo)
        .service(reorder::reorder_photos)
        .service(read::get_photo)
        .service(update::update_photo)
        .service(delete::delete_photo)
        .service(restore::restore_photo);
}

/// A photo as staff see it, at its place in the gallery (from 1).
fn to_wire(vehicle: &VehicleId, photo: StoredPhoto, position: i64) -> Photo {
    let address = ApiPath::Photo(vehicle, &photo.id).to_string();
    let urls = widths_of(photo.width).into_iter().map(|width| (width, format!("{address}?width={width}"))).collect();
    Photo {
        id: photo.id,
        position,
        is_hero: photo.is_hero,
        width: photo.width,
        height: photo.height,
        placeholder: photo.placeholder,
        urls,
        capture_time: photo.capture_time,
        created_at: photo.created_at,
        warnings: Vec::new(),
    }
}

/// The gallery of a vehicle as staff see it now.
pub(crate) async fn gallery(
    tx: &mut Tx,
    organization: &OrganizationId,
    vehicle: &VehicleId,
) -> Result<PhotoGallery, ApiError> {
    let found = photos::list(tx.db(), organization, vehicle).await?;
    let version = photos::gallery_version(tx.db(), organization, vehicle).await?.ok_or_else(ApiError::not_found)?;
    Ok(gallery_of(vehicle, found, version))
}

fn gallery_of(vehicle: &VehicleId, found: Vec<StoredPhoto>, version: i64) -> PhotoGallery {
    let data = (1..).zip(found).map(|(position, photo)| to_wire(vehicle, photo, position)).collect();
    PhotoGallery { data, version }
}

/// A photo of the gallery as staff see it now.
async fn find(
    tx: &mut Tx,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    id: &PhotoId,
) -> Result<Photo, ApiError> {
    let gallery = gallery(tx, organization, vehicle).await?;
    gallery.data.into_iter().find(|photo| photo.id == *id).ok_or_else(ApiError::not_found)
}

/// Refuses another photo when the vehicle or the organisation has no room for it.
async fn check_quota(
    db: Db<'_>,
    quota: PhotoQuota,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    more_bytes: i64,
) -> Result<(), ApiError> {
    let (photos, bytes) = photos::usage(db, organization, vehicle).await?;
    let detail = if photos >= quota.per_vehicle {
        format!("The vehicle already has {photos} photos, which is the limit. Delete some first.")
    } else if bytes.saturating_add(more_bytes) > quota.bytes_per_organization {
        "Your photos take up all the space that they may. Delete some, or ask the operator for more.".to_owned()
    } else {
        return Ok(());
    };
    Err(ApiError::new(ProblemCode::PhotoQuotaExceeded).detail(detail))
}

/// What is wrong with a file, for people and for programs.
pub(crate) fn refused(rejection: &Rejection) -> ApiError {
    let code = match rejection {
        Rejection::Unsupported(_) => ProblemCode::UnsupportedImage,
        Rejection::TooManyBytes => ProblemCode::PayloadTooLarge,
        Rejection::TooLarge { .. } => ProblemCode::ImageTooLarge,
        Rejection::Unreadable | Rejection::Undecodable => ProblemCode::UnreadableImage,
    };
    ApiError::new(code).detail(rejection.detail())
}

/// What the uploader should know, for people and for programs.
pub(crate) fn warned(warnings: &[Warning]) -> Vec<PictureWarning> {
    let code = |warning: Warning| match warning {
        Warning::FirstFrame => PictureWarningCode::FirstFrameOnly,
        Warning::Damaged => PictureWarningCode::Damaged,
    };
    let all = warnings.iter().copied();
    all.map(|warning| PictureWarning { code: code(warning), detail: warning.detail().to_owned() }).collect()
}
