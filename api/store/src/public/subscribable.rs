//! The link of a slug that lets customers subscribe.

use domain::slug::SlugHash;
use shared::ids::{OrganizationId, TrackingLinkId, VehicleId};
use shared::time::Timestamp;

use super::gate::gate;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::{Across, on, stored};

const FIND: &str = concat!(
    "SELECT l.id, l.organization_id, l.vehicle_id
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id",
    gate!(),
    " AND l.allow_subscriptions"
);

/// Evidence that the page of a slug is there, and lets customers subscribe.
#[derive(Debug)]
pub struct SubscribableLink {
    organization_id: OrganizationId,
    /// The link.
    id: TrackingLinkId,
    /// Its vehicle.
    vehicle_id: VehicleId,
}

impl SubscribableLink {
    /// The link.
    pub fn id(&self) -> &TrackingLinkId {
        &self.id
    }

    /// Its vehicle.
    pub fn vehicle_id(&self) -> &VehicleId {
        &self.vehicle_id
    }
}

impl Evidence for SubscribableLink {
    fn organization_id(&self) -> &OrganizationId {
        &self.organization_id
    }
}

/// The link whose page a slug opens now, if it lets customers subscribe; none for every other cause alike.
pub async fn find_subscribable(
    across: Across<'_>,
    slug: &SlugHash,
    now: Timestamp,
) -> Result<Option<SubscribableLink>, Error> {
    let row: Option<(String, String, String)> = on!(across.db(), c => sqlx::query_as(FIND)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    row.map(|(id, organization_id, vehicle_id)| {
        Ok(SubscribableLink {
            organization_id: stored(OrganizationId::try_from(organization_id), "organisation id")?,
            id: stored(TrackingLinkId::try_from(id), "tracking link id")?,
            vehicle_id: stored(VehicleId::try_from(vehicle_id), "vehicle id")?,
        })
    })
    .transpose()
}
