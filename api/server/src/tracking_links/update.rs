//! Saving the options of a link.

use shared::link::{TrackingLink, TrackingLinkUpdate};

use super::options::{checked_additional_photos, future_expiry};
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::links::{self, LinkFields, UnrevokedLink};
use store::vehicles::LockedVehicle;
use store::{Tx, additional_photos, photos};

/// Saves the options. It never changes the URL.
pub async fn update(
    tx: &mut Tx,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    link: &UnrevokedLink,
    update: TrackingLinkUpdate,
) -> Result<TrackingLink, ApiError> {
    let (organization, now) = (acting.organization, acting.now);
    let TrackingLinkUpdate { options, photo_ids, expires_at } = update;
    let expires_at = future_expiry(expires_at, link.expires_at, now)?;
    let options = link.options.with(options.unwrap_or_default());
    if let Some(photo_ids) = photo_ids {
        let gallery = photos::list(tx.db(), &organization.id, &vehicle.id).await?;
        additional_photos::replace(tx, link, &checked_additional_photos(&gallery, photo_ids)?).await?;
    }
    let fields = LinkFields { options, expires_at, customer_changed: link.customer_changed };
    links::update(tx.db(), link, fields, now).await?;
    let summary = format!("saved the options of the tracking link of {}", vehicle.title());
    acting.record(tx, AuditAction::TrackingLinkUpdated, link.id.as_str(), summary);
    urls.find(tx, organization, &vehicle.id, now).await?.ok_or_else(ApiError::not_found)
}
