//! The URLs of tracking links: how a link gets one, and how it is shown to staff with it.

use std::sync::Arc;

use api_http::ApiError;
use api_http::site::Site;
use domain::link::state;
use host::keys::Keys;
use host::random;
use shared::ids::VehicleId;
use shared::link::{Suspension, TrackingLink};
use shared::organization::Organization;
use shared::time::Timestamp;
use store::Tx;
use store::links::{self, NewLinkRow, NewSlugRow, Revocation, StoredLink, UnrevokedLink};
use store::vehicles::LockedVehicle;

/// What makes the URLs of links: the keys, which seal slugs, and where the site is.
#[derive(Debug, Clone)]
pub struct LinkUrls {
    /// The keys.
    pub keys: Keys,
    /// The site.
    pub site: Arc<Site>,
}

impl LinkUrls {
    /// A link as staff see it now.
    pub fn to_wire(
        &self,
        organization: &Organization,
        link: StoredLink,
        now: Timestamp,
    ) -> Result<TrackingLink, ApiError> {
        let url = link.sealed_slug.as_deref().map(|sealed| {
            let slug = self.keys.open_slug(sealed, link.id.as_str()).ok_or_else(|| {
                ApiError::internal("the database holds an invalid sealed slug (or one that other keys sealed)")
            })?;
            Ok::<_, ApiError>(format!("{}/t/{}", self.site.base_url, slug.as_str()))
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
            subscriber_count: link.subscriber_count,
            retired_url_opens: link.retired_url_opens,
            customer_changed: link.customer_changed,
            sent: link.sent,
            created_at: link.created_at,
            created_by: link.created_by,
            updated_at: link.updated_at,
            revoked_at,
            revoked_by,
            revoke_reason,
            version: link.version,
        })
    }

    /// The link of a vehicle as staff see it now, if there ever was one.
    pub async fn find(
        &self,
        tx: &mut Tx,
        organization: &Organization,
        vehicle: &VehicleId,
        now: Timestamp,
    ) -> Result<Option<TrackingLink>, ApiError> {
        let link = links::find_latest(tx.db(), &organization.id, vehicle).await?;
        link.map(|link| self.to_wire(organization, link, now)).transpose()
    }

    /// Opens a link for a vehicle: its row, and its slug.
    pub async fn open(
        &self,
        tx: &mut Tx,
        vehicle: &LockedVehicle,
        row: NewLinkRow<'_>,
        now: Timestamp,
    ) -> Result<UnrevokedLink, ApiError> {
        let link = links::insert(tx, vehicle, row, now).await?;
        self.give_slug(tx, &link, now).await?;
        Ok(link)
    }

    /// Gives a link a fresh slug.
    pub async fn give_slug(&self, tx: &mut Tx, link: &UnrevokedLink, now: Timestamp) -> Result<(), ApiError> {
        let slug = random::slug();
        let (hash, sealed) = (self.keys.hash_slug(&slug), self.keys.seal_slug(&slug, link.id.as_str()));
        Ok(links::insert_slug(tx.db(), link, NewSlugRow { hash: &hash, sealed: &sealed }, now).await?)
    }
}

/// Why no link of the organisation works, if none does.
fn suspension(organization: &Organization) -> Option<Suspension> {
    if organization.subscription.locked {
        Some(Suspension::OrganizationLocked)
    } else {
        organization.links_suspended_at.map(|_| Suspension::RestoredBackup)
    }
}
