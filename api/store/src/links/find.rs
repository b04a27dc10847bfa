//! Finding a link.

use shared::ids::{OrganizationId, TrackingLinkId, VehicleId};

use super::stored::{LinkRow, StoredLink, link_and_vehicle, link_columns, link_joins};
use crate::error::Error;
use crate::{Db, on};

const FIND_LATEST: &str = concat!(
    "SELECT ",
    link_columns!(),
    link_joins!(),
    "WHERE l.organization_id = $1 AND l.vehicle_id = $2 ORDER BY (l.revoked_at IS NULL) DESC, l.id DESC LIMIT 1"
);

/// The link of a vehicle: the unrevoked one, else the one that was revoked last.
pub async fn find_latest(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
) -> Result<Option<StoredLink>, Error> {
    on!(db, c => sqlx::query_as::<_, LinkRow>(FIND_LATEST)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .fetch_optional(c)
        .await?)
    .map(LinkRow::read)
    .transpose()
}

const FIND_VEHICLE: &str = "SELECT l.id, l.vehicle_id FROM tracking_links l WHERE l.organization_id = $1 AND l.id = $2";

/// The vehicle of a link of an organisation.
pub async fn find_vehicle(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &TrackingLinkId,
) -> Result<Option<(TrackingLinkId, VehicleId)>, Error> {
    let row: Option<(String, String)> = on!(db, c => sqlx::query_as(FIND_VEHICLE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?);
    row.map(link_and_vehicle).transpose()
}
