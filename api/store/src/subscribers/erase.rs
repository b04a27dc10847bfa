//! Forgetting who follows a page. The rows go, and with them every address.

use shared::ids::{SubscriberId, TrackingLinkId};
use shared::time::Timestamp;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::LockedVehicle;
use crate::{AcrossTx, Db, on};

const OF_VEHICLE: &str = "DELETE FROM subscribers WHERE organization_id = $1 AND vehicle_id = $2";

/// Those of a vehicle that has another customer.
pub async fn erase_of_vehicle(db: Db<'_>, vehicle: &LockedVehicle) -> Result<(), Error> {
    on!(db, c => sqlx::query(OF_VEHICLE)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const OF_EXPIRED: &str = "DELETE FROM subscribers WHERE tracking_link_id = $1";

/// Those of a link that has expired.
pub(crate) async fn erase_of_expired(tx: &mut AcrossTx, link: &TrackingLinkId) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(OF_EXPIRED).bind(link.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

const ONE: &str = "DELETE FROM subscribers WHERE id = $1";

/// One whose mailbox takes no mail.
pub async fn erase(tx: &mut AcrossTx, id: &SubscriberId) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(ONE).bind(id.as_str()).execute(c).await.map(drop))?;
    Ok(())
}

const UNCONFIRMED: &str = "DELETE FROM subscribers WHERE confirmed_at IS NULL AND asked_at <= $1";

/// Those who asked by an instant and did not confirm it; tells how many.
pub async fn forget_unconfirmed(tx: &mut AcrossTx, asked_by: Timestamp) -> Result<u64, Error> {
    Ok(on!(tx.db(), c => sqlx::query(UNCONFIRMED).bind(asked_by.unix_ms()).execute(c).await?.rows_affected()))
}

const ALL: [&str; 2] = ["DELETE FROM subscribers", "DELETE FROM mails WHERE state = 'pending'"];

/// Everybody, with the mails that wait: a copy of the database does not know who has unsubscribed since it was made.
pub async fn erase_all(tx: &mut AcrossTx) -> Result<(), Error> {
    for sql in ALL {
        on!(tx.db(), c => sqlx::query(sql).execute(c).await.map(drop))?;
    }
    Ok(())
}
