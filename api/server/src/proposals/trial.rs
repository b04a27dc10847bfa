//! What a change would do.

use shared::ids::VehicleId;
use shared::link::{TrackingPreview, VehicleLinkState};
use shared::problem::FieldErrorCode;
use shared::proposal::{OneChange, ProposalPreview};

use super::values::{difference, values};
use super::{Target, apply};
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use crate::tracking_links::preview;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use domain::link::state;
use store::{Store, links};

/// A change that was tried out.
#[derive(Debug)]
pub struct Trial {
    /// What it is based on.
    pub target: Target,
    /// What it would do.
    pub preview: ProposalPreview,
    /// What the vehicle is called.
    pub vehicle_title: String,
}

/// Makes a change, looks at it, and lets nothing of it stay. What its operation refuses is refused here alike; 422 if it would
/// change nothing.
pub async fn try_out(
    store: &Store,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle_id: &VehicleId,
    change: OneChange,
) -> Result<Trial, ApiError> {
    let (organization, now) = (acting.organization, acting.now);
    // Never committed.
    let mut tx = store.begin(&organization.id).await?;
    let vehicle = lock_existing(&mut tx, &organization.id, vehicle_id, now).await?;
    let pointer = format!("/change/{}", change.operation().as_str());
    let target = Target::of(&mut tx, &vehicle, &change).await?;
    let link = links::find_latest(tx.db(), &organization.id, vehicle_id).await?;
    let link_state: VehicleLinkState =
        link.as_ref().map(|link| state(link.revocation.as_ref().map(|gone| gone.at), link.expires_at, now)).into();
    let before = values(&mut tx, organization, vehicle_id, None, now).await?;
    let is_new_page = matches!(change, OneChange::CreateTrackingLink(_));
    let as_saved = TrackingPreview::default;
    let page_before = if is_new_page {
        None
    } else {
        Some(preview(tx.db(), organization, vehicle_id, as_saved(), urls.site.sends_mail, now).await?)
    };
    let note = match &change {
        OneChange::CreateNote(note) => Some(note.clone()),
        _ => None,
    };
    let is_changed = apply(&mut tx, urls, acting, &vehicle, change).await.map_err(|error| error.below(&pointer))?;
    if !is_changed {
        let detail = "must change something; everything is like this already";
        return Err(ApiError::invalid_field(&pointer, FieldErrorCode::Invalid, detail));
    }
    let after = values(&mut tx, organization, vehicle_id, note.as_ref(), now).await?;
    let preview = ProposalPreview {
        values: difference(&before, &after),
        link_state,
        before: page_before,
        after: preview(tx.db(), organization, vehicle_id, as_saved(), urls.site.sends_mail, now).await?,
    };
    Ok(Trial { target, preview, vehicle_title: vehicle.title() })
}
