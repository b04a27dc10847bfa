//! The unrevoked link of a vehicle: everything that writes to a link begins with this.

use std::ops::Deref;

use shared::ids::OrganizationId;

use super::{StoredLink, find_latest};
use crate::Tx;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::LockedVehicle;

/// Evidence that a link of an organisation is not revoked, which the lock on its vehicle keeps true, and what was read of it.
#[derive(Debug)]
pub struct UnrevokedLink {
    organization_id: OrganizationId,
    link: StoredLink,
}

impl Evidence for UnrevokedLink {
    fn organization_id(&self) -> &OrganizationId {
        &self.organization_id
    }
}

impl Deref for UnrevokedLink {
    type Target = StoredLink;

    fn deref(&self) -> &StoredLink {
        &self.link
    }
}

/// The unrevoked link of a vehicle, if it has one.
pub async fn find_unrevoked(tx: &mut Tx, vehicle: &LockedVehicle) -> Result<Option<UnrevokedLink>, Error> {
    let organization_id = vehicle.organization_id().clone();
    let latest = find_latest(tx.db(), &organization_id, &vehicle.id).await?;
    let unrevoked = latest.filter(|link| link.revocation.is_none());
    Ok(unrevoked.map(|link| UnrevokedLink { organization_id, link }))
}
