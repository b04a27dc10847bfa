//! Changing an unrevoked link.

use shared::link_options::LinkOptions;
use shared::time::Timestamp;

use super::unrevoked::UnrevokedLink;
use crate::change::Change;
use crate::error::Error;
use crate::evidence::Evidence;
use crate::link_options::{bind_options, option_columns, option_parameters};
use crate::vehicles::LockedVehicle;
use crate::{Db, on, one_row};

const UPDATE: &str = concat!(
    "UPDATE tracking_links SET expires_at = $2, customer_changed = $3, updated_at = $4, version = version + 1, (",
    option_columns!(""),
    ") = (",
    option_parameters!(after 1 2 3 4),
    ") WHERE id = $1 AND revoked_at IS NULL"
);

/// What can be changed on an unrevoked link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkFields {
    /// What the page shows.
    pub options: LinkOptions,
    /// When the URL stops working.
    pub expires_at: Option<Timestamp>,
    /// Whether the vehicle went to another customer since the URL was made.
    pub customer_changed: bool,
}

impl LinkFields {
    /// What they are now.
    pub fn of(link: &UnrevokedLink) -> Self {
        Self { options: link.options, expires_at: link.expires_at, customer_changed: link.customer_changed }
    }
}

/// Changes a link.
pub async fn update(
    db: Db<'_>,
    link: &UnrevokedLink,
    fields: &Change<LinkFields>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => {
        let query = sqlx::query(UPDATE)
            .bind(link.id.as_str())
            .bind(fields.expires_at.map(Timestamp::unix_ms))
            .bind(fields.customer_changed)
            .bind(now.unix_ms());
        bind_options!(query, fields.options).execute(c).await?.rows_affected()
    });
    one_row(rows)
}

const FLAG_CUSTOMER: &str = "
    UPDATE tracking_links SET customer_changed = TRUE, updated_at = $3, version = version + 1
    WHERE organization_id = $1 AND vehicle_id = $2 AND revoked_at IS NULL AND customer_changed = FALSE";

/// Flags the unrevoked link of a vehicle, if there is one: its URL is with another customer.
pub async fn flag_customer_changed(db: Db<'_>, vehicle: &LockedVehicle, now: Timestamp) -> Result<(), Error> {
    on!(db, c => sqlx::query(FLAG_CUSTOMER)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(now.unix_ms())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
