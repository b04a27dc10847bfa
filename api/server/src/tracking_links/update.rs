//! Saving the options of a link.

use shared::link::{TrackingLink, TrackingLinkUpdate};
use shared::problem::FieldErrorCode;

use super::options::{checked_additional_photos, future_expiry};
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::links::{self, LinkFields, UnrevokedLink};
use store::vehicles::LockedVehicle;
use store::{Change, Tx, additional_photos, photos};

/// Saves the options. It never changes the URL. None when nothing changes: then nothing is written.
pub async fn update(
    tx: &mut Tx,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    link: &UnrevokedLink,
    update: TrackingLinkUpdate,
) -> Result<Option<TrackingLink>, ApiError> {
    let (organization, now) = (acting.organization, acting.now);
    let TrackingLinkUpdate { options, photo_ids, expires_at, customer_changed } = update;
    let expires_at = future_expiry(expires_at, link.expires_at, now)?;
    let options = link.options.with(options.unwrap_or_default());
    let photo_ids = match photo_ids {
        Some(photo_ids) => {
            let gallery = photos::list(tx.db(), &organization.id, &vehicle.id).await?;
            let photo_ids = checked_additional_photos(&gallery, photo_ids)?;
            // What was deleted from the gallery ends with the save: restoring the photo does not bring it back.
            Some(photo_ids).filter(|photo_ids| *photo_ids != link.photo_ids || link.deleted_photo_count > 0)
        }
        None => None,
    };
    let present = LinkFields::of(link);
    let customer_changed = customer_changed.unwrap_or(link.customer_changed);
    if customer_changed && !link.customer_changed {
        let detail = "cannot be set to true: it is, once the vehicle gets another customer";
        return Err(ApiError::invalid_field("/customer_changed", FieldErrorCode::NotAllowed, detail));
    }
    let fields = LinkFields { options, expires_at, customer_changed };
    let is_kept = link.customer_changed && !customer_changed;
    let changes_more = photo_ids.is_some() || LinkFields { customer_changed: true, ..fields.clone() } != present;
    let change = match photo_ids {
        Some(_) => Some(Change::with_another(fields)),
        None => Change::between(&present, fields),
    };
    let Some(fields) = change else { return Ok(None) };
    // First, so that photos that come or go do so at the instant of this change.
    links::update(tx.db(), link, &fields, now).await?;
    if let Some(photo_ids) = photo_ids {
        additional_photos::replace(tx, link, &photo_ids).await?;
    }
    let title = vehicle.title();
    let summary = match (is_kept, changes_more) {
        (false, _) => format!("saved the options of the tracking link of {title}"),
        (true, false) => format!("kept the URL of the tracking link of {title} for its new customer"),
        (true, true) => {
            format!("saved the options of the tracking link of {title}, and kept its URL for its new customer")
        }
    };
    acting.record(tx, AuditAction::TrackingLinkUpdated, link.id.as_str(), summary);
    urls.find(tx, organization, &vehicle.id, now).await?.ok_or_else(ApiError::not_found).map(Some)
}
