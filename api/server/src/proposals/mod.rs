//! Proposals: what they would do, and what happens when somebody decides. A proposal is tried out in a transaction that is never
//! committed, so what is shown is what a confirmation does, by the same code.

mod decide;
mod make;
mod trial;
mod values;

use shared::ids::TrackingLinkId;
use shared::proposal::OneChange;

use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use crate::tracking_links::{self, unrevoked};
use crate::{notes, vehicles};
use api_http::error::ApiError;
use store::Tx;
use store::vehicles::LockedVehicle;

pub(crate) use decide::refuse_unless_waiting;
pub use decide::{confirm, decline};
pub use make::{Proposed, make};
pub use trial::{Trial, try_out};

/// What a proposal is based on.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// The tracking link, if it changes that; otherwise it is about the vehicle.
    pub tracking_link_id: Option<TrackingLinkId>,
    /// Its version.
    pub version: i64,
}

impl Target {
    /// What a change of a vehicle is based on now.
    async fn of(tx: &mut Tx, vehicle: &LockedVehicle, change: &OneChange) -> Result<Self, ApiError> {
        if matches!(change, OneChange::UpdateTrackingLink(_)) {
            let link = unrevoked(tx, vehicle).await?;
            return Ok(Self { tracking_link_id: Some(link.id.clone()), version: link.version });
        }
        Ok(Self { tracking_link_id: None, version: vehicle.version })
    }
}

/// Makes the change, as its own operation does. Tells whether anything changed.
async fn apply(
    tx: &mut Tx,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &LockedVehicle,
    change: OneChange,
) -> Result<bool, ApiError> {
    Ok(match change {
        OneChange::UpdateVehicle(update) => vehicles::update(tx, acting, vehicle, *update).await?.is_some(),
        OneChange::MoveVehicleStage(step) => vehicles::move_to(tx, acting, vehicle, step).await?.is_some(),
        OneChange::CreateTrackingLink(new) => {
            tracking_links::create(tx, urls, acting, vehicle, new).await?;
            true
        }
        OneChange::UpdateTrackingLink(update) => {
            let link = unrevoked(tx, vehicle).await?;
            tracking_links::update(tx, urls, acting, vehicle, &link, update).await?.is_some()
        }
        OneChange::CreateNote(new) => {
            notes::create(tx, acting, vehicle, new).await?;
            true
        }
    })
}
