//! Creating the link of a vehicle that never had one.

use shared::ids::VehicleId;
use shared::link::{NewTrackingLink, TrackingLink};

use super::create;
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use store::{Store, links};

/// The link of a vehicle, and whether there was one.
#[derive(Debug)]
pub enum CreatedOnce {
    /// The link was created now.
    Now(TrackingLink),
    /// There was one, which stays as it is.
    Before(TrackingLink),
}

/// Creates the link of a vehicle unless it ever had one: who repeats this does not give back the access that staff took away.
pub async fn create_once(
    store: &Store,
    urls: &LinkUrls,
    acting: &Acting<'_>,
    vehicle: &VehicleId,
    new: NewTrackingLink,
) -> Result<CreatedOnce, ApiError> {
    let (organization, now) = (acting.organization, acting.now);
    let mut reader = store.read(&organization.id).await?;
    let last = links::find_latest(reader.db(), &organization.id, vehicle).await?;
    drop(reader);
    if let Some(link) = last {
        return urls.to_wire(organization, link, now).map(CreatedOnce::Before);
    }
    let mut tx = store.begin(&organization.id).await?;
    let vehicle = lock_existing(&mut tx, &organization.id, vehicle, now).await?;
    if let Some(link) = urls.find(&mut tx, organization, &vehicle.id, now).await? {
        return Ok(CreatedOnce::Before(link));
    }
    let link = create(&mut tx, urls, acting, &vehicle, new).await?;
    tx.commit().await?;
    Ok(CreatedOnce::Now(link))
}
