//! What was changed after a place.

use shared::ids::OrganizationId;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use crate::error::Error;
use crate::vehicles::{VehicleRow, vehicle_select};
use crate::{Db, Place, on};

const LIST_CHANGED: &str = concat!(
    vehicle_select!(),
    "WHERE v.organization_id = $1 AND (v.updated_at, v.id) > (CAST(CAST($2 AS TEXT) AS BIGINT), $3)
     ORDER BY v.updated_at, v.id LIMIT $4"
);

/// Lists what was changed after a place, deleted vehicles included, the oldest change first.
pub async fn list_changed(
    db: Db<'_>,
    organization: &OrganizationId,
    after: Place<'_>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Vehicle>, Error> {
    on!(db, c => sqlx::query_as::<_, VehicleRow>(LIST_CHANGED)
        .bind(organization.as_str())
        .bind(after.value)
        .bind(after.id)
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| row.read(now))
    .collect()
}
