//! The lock on a vehicle: everything that writes to it, its notes, its photos or its link begins with this.

use std::ops::Deref;

use shared::ids::{OrganizationId, VehicleId};
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use super::find;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::{Tx, on};

/// Evidence that a vehicle of an organisation is locked for the rest of the transaction, and what was then read of it. Like the
/// guard of a lock it shows what it guards.
#[derive(Debug)]
pub struct LockedVehicle {
    organization_id: OrganizationId,
    vehicle: Vehicle,
}

impl Evidence for LockedVehicle {
    fn organization_id(&self) -> &OrganizationId {
        &self.organization_id
    }
}

impl Deref for LockedVehicle {
    type Target = Vehicle;

    fn deref(&self) -> &Vehicle {
        &self.vehicle
    }
}

const LOCK: &str = "UPDATE vehicles SET version = version WHERE organization_id = $1 AND id = $2";

/// Makes other writers of this vehicle and its link wait until the transaction ends, and reads it, deleted or not, so that what
/// is read stays true; none when it does not exist.
pub async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<Option<LockedVehicle>, Error> {
    let rows = on!(tx.db(), c => sqlx::query(LOCK)
        .bind(organization.as_str())
        .bind(id.as_str())
        .execute(c)
        .await?
        .rows_affected());
    if rows != 1 {
        return Ok(None);
    }
    let found = find(tx.db(), organization, id, now).await?;
    Ok(found.map(|vehicle| LockedVehicle { organization_id: organization.clone(), vehicle }))
}
