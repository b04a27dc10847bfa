//! Changing an unrevoked link.

use shared::ids::{OrganizationId, TrackingLinkId, VehicleId};
use shared::link_options::LinkOptions;
use shared::time::Timestamp;

use crate::error::Error;
use crate::link_options::{bind_options, option_columns, option_parameters};
use crate::{Db, on, one_row};

const UPDATE: &str = concat!(
    "UPDATE tracking_links SET expires_at = $2, customer_changed = $3, updated_at = $4, version = version + 1, (",
    option_columns!(""),
    ") = (",
    option_parameters!(after 1 2 3 4),
    ") WHERE id = $1 AND revoked_at IS NULL"
);

/// Changes an unrevoked link.
pub async fn update(
    db: Db<'_>,
    id: &TrackingLinkId,
    options: LinkOptions,
    (expires_at, customer_changed): (Option<Timestamp>, bool),
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => {
        let query = sqlx::query(UPDATE)
            .bind(id.as_str())
            .bind(expires_at.map(Timestamp::unix_ms))
            .bind(customer_changed)
            .bind(now.unix_ms());
        bind_options!(query, options).execute(c).await?.rows_affected()
    });
    one_row(rows)
}

const FLAG_CUSTOMER: &str = "
    UPDATE tracking_links SET customer_changed = TRUE, updated_at = $3, version = version + 1
    WHERE organization_id = $1 AND vehicle_id = $2 AND revoked_at IS NULL AND customer_changed = FALSE";

/// Flags the unrevoked link of a vehicle, if there is one: its URL is with another customer.
pub async fn flag_customer_changed(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    now: Timestamp,
) -> Result<(), Error> {
    on!(db, c => sqlx::query(FLAG_CUSTOMER)
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
