//! Creating a link.

use shared::ids::TrackingLinkId;
use shared::link::{NewTrackingLink, TrackingLink};
use shared::problem::ProblemCode;

use super::options::{checked_additional_photos, future_expiry, starting_options};
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use host::random;
use store::links::{self, NewLinkRow};
use store::vehicles::LockedVehicle;
use store::{Tx, additional_photos, photos};

/// Creates the link of a vehicle, with a fresh URL. Options and photos that are absent are as they were last on this vehicle, else the
/// organisation's defaults. 409 with the unrevoked link while there is one.
pub async fn create(
    tx: &mut Tx,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    new: NewTrackingLink,
) -> Result<TrackingLink, ApiError> {
    let (organization, now) = (acting.organization, acting.now);
    let last = links::find_latest(tx.db(), &organization.id, &vehicle.id).await?;
    if let Some(existing) = last.as_ref().filter(|link| link.revocation.is_none()) {
        let existing = urls.to_wire(organization, existing.clone(), now)?;
        return Err(ApiError::new(ProblemCode::TrackingLinkExists).current(existing));
    }
    let NewTrackingLink { options, photo_ids, expires_at } = new;
    let expires_at = future_expiry(expires_at.into(), None, now)?;
    let options = starting_options(last.as_ref(), organization).with(options.unwrap_or_default());
    let id = TrackingLinkId::from_u128(random::id(now));
    let row = NewLinkRow { id: &id, options, expires_at, created_by: acting.member };
    let link = urls.open(tx, vehicle, row, now).await?;
    match (photo_ids, &last) {
        (Some(photo_ids), _) => {
            let gallery = photos::list(tx.db(), &organization.id, &vehicle.id).await?;
            additional_photos::replace(tx, &link, &checked_additional_photos(&gallery, photo_ids)?).await?;
        }
        (None, Some(last)) => additional_photos::copy(tx.db(), &last.id, &link).await?,
        (None, None) => {}
    }
    let summary = format!("created the tracking link of {}", vehicle.title());
    acting.record(tx, AuditAction::TrackingLinkCreated, id.as_str(), summary);
    urls.find(tx, organization, &vehicle.id, now).await?.ok_or_else(ApiError::not_found)
}
