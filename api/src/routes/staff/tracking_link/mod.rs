//! The tracking link of a vehicle.

pub mod create;
pub mod preview;
pub mod read;
pub mod regenerate;
pub mod revoke;
pub mod update;

use std::collections::HashSet;

use shared::ids::{OrganizationId, PhotoId, VehicleId};
use shared::link::{Suspension, TrackingLink};
use shared::organization::{LinkOptions, Organization};
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode, ProblemCode};
use shared::time::Timestamp;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::domain::link::state;
use crate::error::ApiError;
use crate::random;
use crate::server::App;
use crate::store::links::{self, Revocation, StoredLink};
use crate::store::photos::StoredPhoto;
use crate::store::{Tx, stored};

/// The operations on the tracking link of a vehicle.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(create::create_tracking_link)
        .service(read::get_tracking_link)
        .service(update::update_tracking_link)
        .service(revoke::revoke_tracking_link)
        .service(regenerate::regenerate_tracking_link)
        .service(preview::preview_tracking_link);
}

/// A link as staff see it now.
pub(crate) fn represent(
    app: &App,
    organization: &Organization,
    link: StoredLink,
    now: Timestamp,
) -> Result<TrackingLink, ApiError> {
    let url = link.sealed_slug.as_deref().map(|sealed| {
        let slug = stored(app.keys.open_slug(sealed, link.id.as_str()), "sealed slug (or the keys are others)")?;
        Ok::<_, ApiError>(format!("{}/t/{}", app.config.base_url, slug.as_str()))
    });
    let state = state(link.revocation.as_ref().map(|revocation| revocation.at), link.expires_at, now);
    let suspended = suspension(organization).filter(|_| link.revocation.is_none());
    let (revoked_at, revoked_by, revoke_reason) = match link.revocation {
        Some(Revocation { at, by, reason }) => (Some(at), by, Some(reason)),
        None => (None, None, None),
    };
    Ok(TrackingLink {
        id: link.id,
        vehicle_id: link.vehicle_id,
        state,
        suspended,
        url: url.transpose()?,
        options: link.options,
        photo_ids: link.photo_ids,
        deleted_photo_count: link.deleted_photo_count,
        expires_at: link.expires_at,
        views: link.views,
        retired_url_opens: link.retired_url_opens,
        customer_changed: link.customer_changed,
        created_at: link.created_at,
        created_by: link.created_by,
        updated_at: link.updated_at,
        revoked_at,
        revoked_by,
        revoke_reason,
        version: link.version,
    })
}

/// Why no link of the organisation works, if none does.
fn suspension(organization: &Organization) -> Option<Suspension> {
    if organization.subscription.locked {
        Some(Suspension::OrganizationLocked)
    } else {
        organization.links_suspended_at.map(|_| Suspension::RestoredBackup)
    }
}

/// The link of a vehicle as staff see it now, if there ever was one.
pub(crate) async fn find(
    app: &App,
    tx: &mut Tx,
    organization: &Organization,
    vehicle: &VehicleId,
    now: Timestamp,
) -> Result<Option<TrackingLink>, ApiError> {
    let link = links::find_latest(tx.db(), &organization.id, vehicle).await?;
    link.map(|link| represent(app, organization, link, now)).transpose()
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
const MAX_PICKS: usize = 200;

/// The photos that a request picks, each once; 422 names those that the gallery does not have.
pub(crate) fn checked_picks(gallery: &[StoredPhoto], picks: Vec<PhotoId>) -> Result<Vec<PhotoId>, ApiError> {
    if picks.len() > MAX_PICKS {
        let detail = format!("must be at most {MAX_PICKS} photos");
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

/// Gives a link a fresh slug.
pub(crate) async fn give_slug(
    app: &App,
    tx: &mut Tx,
    link: &shared::ids::TrackingLinkId,
    now: Timestamp,
) -> Result<(), ApiError> {
    let slug = random::slug();
    let (hash, sealed) = (app.keys.hash_slug(slug.as_str()), app.keys.seal_slug(&slug, link.as_str()));
    links::insert_slug(tx.db(), link, (&hash, &sealed), now).await
}
