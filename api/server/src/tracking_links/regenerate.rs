//! Giving a link another URL.

use shared::link::{LinkState, Regeneration, TrackingLink};
use shared::problem::{FieldError, FieldErrorCode, ProblemCode};

use super::options::future_expiry;
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::link::state;
use store::links::{self, LinkFields, UnrevokedLink};
use store::vehicles::LockedVehicle;
use store::{Change, Tx};

/// Ends the URL and makes another one, with the options and the expiry of the old. One that has expired needs a new expiry.
pub async fn regenerate(
    tx: &mut Tx,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    link: &UnrevokedLink,
    regeneration: Regeneration,
) -> Result<TrackingLink, ApiError> {
    let now = acting.now;
    let expires_at = future_expiry(regeneration.expires_at, link.expires_at, now)?;
    if state(None, expires_at, now) == LinkState::Expired {
        return Err(ApiError::new(ProblemCode::ExpiresAtRequired).errors(vec![FieldError {
            pointer: "/expires_at".to_owned(),
            code: FieldErrorCode::Required,
            detail: "is required, in the future or null, because the link has expired".to_owned(),
        }]));
    }
    links::retire_slug(tx.db(), link, now).await?;
    urls.give_slug(tx, link, now).await?;
    let fields = LinkFields { options: link.options, expires_at, customer_changed: false };
    links::update(tx.db(), link, &Change::with_another(fields), now).await?;
    let summary = format!("regenerated the tracking link of {}", vehicle.title());
    acting.record(tx, AuditAction::TrackingLinkRegenerated, link.id.as_str(), summary);
    urls.find(tx, acting.organization, &vehicle.id, now).await?.ok_or_else(ApiError::not_found)
}
