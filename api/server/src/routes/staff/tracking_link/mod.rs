//! The tracking link of a vehicle.

pub mod create;
pub mod preview;
pub mod read;
pub mod regenerate;
pub mod revoke;
pub mod update;

use std::collections::HashSet;

use api_http::operations::Operations;
use shared::ids::{OrganizationId, PhotoId, VehicleId};
use shared::link_options::LinkOptions;
use shared::organization::Organization;
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode, ProblemCode};
use shared::time::Timestamp;

use api_http::error::ApiError;
use store::Tx;
use store::links::{self, StoredLink};
use store::photos::StoredPhoto;

/// The operations on the tracking link of a vehicle.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(create::create_tracking_link)
        .service(read::get_tracking_link)
        .service(update::update_tracking_link)
        .service(revoke::revoke_tracking_link)
        .service(regenerate::regenerate_tracking_link)
        .service(preview::preview_tracking_link);
}

/// The unrevoked link of a vehicle, or 409 `no_active_link`.
pub(crate) async fn unrevoked(
    tx: &mut Tx,
    organization: &OrganizationId,
    vehicle: &VehicleId,
) -> Result<StoredLink, ApiError> {
    let link = links::find_latest(tx.db(), organization, vehicle).await?;
    link.filter(|link| link.revocation.is_none()).ok_or_else(|| ApiError::new(ProblemCode::NoActiveLink))
}

/// What a new link of a vehicle starts with: the options used last on it, else the organisation's defaults.
pub(crate) fn starting_options(last: Option<&StoredLink>, organization: &Organization) -> LinkOptions {
    last.map_or(organization.link_defaults, |link| link.options)
}

/// How many photos a page shows at most beside the hero.
const MAX_ADDITIONAL_PHOTOS: usize = 200;

/// The photos that a request picks, each once; 422 names those that the gallery does not have.
pub(crate) fn checked_additional_photos(
    gallery: &[StoredPhoto],
    picks: Vec<PhotoId>,
) -> Result<Vec<PhotoId>, ApiError> {
    if picks.len() > MAX_ADDITIONAL_PHOTOS {
        let detail = format!("must be at most {MAX_ADDITIONAL_PHOTOS} photos");
        return Err(ApiError::invalid_field("/photo_ids", FieldErrorCode::TooLong, detail));
    }
    let known: HashSet<_> = gallery.iter().map(|photo| &photo.id).collect();
    let unknown: Vec<_> = picks
        .iter()
        .enumerate()
        .filter(|(_, id)| !known.contains(id))
        .map(|(index, id)| FieldError {
            pointer: format!("/photo_ids/{index}"),
            code: FieldErrorCode::Unknown,
            detail: format!("{id} is not a photo of this vehicle"),
        })
        .collect();
    if !unknown.is_empty() {
        return Err(ApiError::invalid(unknown));
    }
    let mut seen = HashSet::new();
    Ok(picks.into_iter().filter(|id| seen.insert(id.clone())).collect())
}

/// The expiry that a request gives, refused when it is not in the future.
pub(crate) fn future_expiry(
    given: Patch<Timestamp>,
    kept: Option<Timestamp>,
    now: Timestamp,
) -> Result<Option<Timestamp>, ApiError> {
    match given {
        Patch::Absent => Ok(kept),
        Patch::Null => Ok(None),
        Patch::Value(expires_at) if expires_at > now => Ok(Some(expires_at)),
        Patch::Value(_) => Err(ApiError::new(ProblemCode::ExpiresAtInPast).errors(vec![FieldError {
            pointer: "/expires_at".to_owned(),
            code: FieldErrorCode::OutOfRange,
            detail: "must be in the future; to end access now, revoke the link".to_owned(),
        }])),
    }
}
