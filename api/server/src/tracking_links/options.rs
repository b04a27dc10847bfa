//! What is allowed on a link, and what it starts with.

use std::collections::HashSet;

use shared::ids::PhotoId;
use shared::link_options::LinkOptions;
use shared::organization::Organization;
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode, ProblemCode};
use shared::time::Timestamp;

use api_http::error::ApiError;
use store::links::StoredLink;
use store::photos::StoredPhoto;

/// What a new link of a vehicle starts with: the options used last on it, else the organisation's defaults.
pub fn starting_options(last: Option<&StoredLink>, organization: &Organization) -> LinkOptions {
    last.map_or(organization.link_defaults, |link| link.options)
}

/// How many photos a page shows at most beside the hero.
pub const MAX_ADDITIONAL_PHOTOS: usize = 200;

/// The additional photos of a request, each once; 422 names those that the gallery does not have.
pub fn checked_additional_photos(gallery: &[StoredPhoto], photo_ids: Vec<PhotoId>) -> Result<Vec<PhotoId>, ApiError> {
    if photo_ids.len() > MAX_ADDITIONAL_PHOTOS {
        let detail = format!("must be at most {MAX_ADDITIONAL_PHOTOS} photos");
        return Err(ApiError::invalid_field("/photo_ids", FieldErrorCode::TooLong, detail));
    }
    let known: HashSet<_> = gallery.iter().map(|photo| &photo.id).collect();
    let unknown: Vec<_> = photo_ids
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
    Ok(photo_ids.into_iter().filter(|id| seen.insert(id.clone())).collect())
}

/// The expiry that a request gives, refused when it is not in the future.
pub fn future_expiry(
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
