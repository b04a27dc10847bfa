//! The photos that are picked for a tracking page, in their order.

use shared::ids::{PhotoId, TrackingLinkId};
use shared::time::Timestamp;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::links::UnrevokedLink;
use crate::vehicles::LockedVehicle;
use crate::{Db, Tx, on, one_row};

const CLEAR: &str = "DELETE FROM tracking_link_photos WHERE tracking_link_id = $1";

const INSERT: &str = "
    INSERT INTO tracking_link_photos (tracking_link_id, vehicle_id, photo_id, position) VALUES ($1, $2, $3, $4)";

/// Replaces the additional photos of a link. The caller has checked that the photos are of its vehicle.
pub async fn replace(tx: &mut Tx, link: &UnrevokedLink, photo_ids: &[PhotoId]) -> Result<(), Error> {
    on!(tx.db(), c => sqlx::query(CLEAR).bind(link.id.as_str()).execute(c).await.map(drop))?;
    for (position, id) in (1_i64..).zip(photo_ids) {
        let rows = on!(tx.db(), c => sqlx::query(INSERT)
            .bind(link.id.as_str())
            .bind(link.vehicle_id.as_str())
            .bind(id.as_str())
            .bind(position)
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)?;
    }
    Ok(())
}

const COPY: &str = "
    INSERT INTO tracking_link_photos (tracking_link_id, vehicle_id, photo_id, position)
    SELECT $2, k.vehicle_id, k.photo_id, k.position
    FROM tracking_link_photos k JOIN photos p ON p.id = k.photo_id
    WHERE k.tracking_link_id = $1 AND p.organization_id = $3 AND p.vehicle_id = $4 AND p.deleted_at IS NULL";

/// Gives a new link the additional photos of an older one of the same vehicle, without those that were deleted.
pub async fn copy(db: Db<'_>, from: &TrackingLinkId, to: &UnrevokedLink) -> Result<(), Error> {
    on!(db, c => sqlx::query(COPY)
        .bind(from.as_str())
        .bind(to.id.as_str())
        .bind(to.organization_id().as_str())
        .bind(to.vehicle_id.as_str())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

const TOUCH: &str = "
    UPDATE tracking_links SET updated_at = $4, version = version + 1, unseen_change_at = (
        SELECT CAST($4 AS BIGINT) FROM vehicles v WHERE v.id = tracking_links.vehicle_id AND v.stage <> 'sold_delivered'
    )
    WHERE organization_id = $1 AND vehicle_id = $2 AND revoked_at IS NULL AND EXISTS (
        SELECT 1 FROM tracking_link_photos k WHERE k.tracking_link_id = tracking_links.id AND k.photo_id = $3
    )";

/// Counts a change of the unrevoked link on which a photo is picked, if there is one: the photo came or went.
pub async fn touch(db: Db<'_>, vehicle: &LockedVehicle, photo: &PhotoId, now: Timestamp) -> Result<(), Error> {
    on!(db, c => sqlx::query(TOUCH)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(photo.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
