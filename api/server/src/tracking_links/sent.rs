//! That staff sent the URL of a link. It is said of the URL, so it does not change the link's version.

use shared::link::{SentChannel, TrackingLink};

use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::Tx;
use store::links::{self, UnrevokedLink};
use store::vehicles::LockedVehicle;

/// Keeps that the URL was sent in this way, now.
pub async fn mark_sent(
    tx: &mut Tx,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    link: &UnrevokedLink,
    channel: SentChannel,
) -> Result<TrackingLink, ApiError> {
    links::set_sent(tx.db(), link, Some((channel, acting.member)), acting.now).await?;
    let summary = format!("said that the tracking link of {} was sent {}", vehicle.title(), channel.how());
    acting.record(tx, AuditAction::TrackingLinkSent, link.id.as_str(), summary);
    urls.find(tx, acting.organization, &vehicle.id, acting.now).await?.ok_or_else(ApiError::not_found)
}

/// Forgets that the URL was sent. Nothing is written where nobody said so.
pub async fn unmark_sent(
    tx: &mut Tx,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    link: &UnrevokedLink,
) -> Result<(), ApiError> {
    if link.sent.is_none() {
        return Ok(());
    }
    links::set_sent(tx.db(), link, None, acting.now).await?;
    let summary = format!("said that the tracking link of {} was not sent", vehicle.title());
    acting.record(tx, AuditAction::TrackingLinkUnsent, link.id.as_str(), summary);
    Ok(())
}
