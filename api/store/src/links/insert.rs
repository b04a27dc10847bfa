//! Creating a link.

use shared::ids::{MemberId, OrganizationId, TrackingLinkId, VehicleId};
use shared::link_options::LinkOptions;
use shared::time::Timestamp;

use crate::error::Error;
use crate::link_options::{bind_options, option_columns, option_parameters};
use crate::{Db, on, one_row};

const INSERT: &str = concat!(
    "INSERT INTO tracking_links (
        id, organization_id, vehicle_id, expires_at, customer_changed, view_count, first_viewed_at, last_viewed_at,
        created_at, created_by, updated_at, revoked_at, revoked_by, revoke_reason, version, ",
    option_columns!(""),
    ") VALUES ($1, $2, $3, $4, FALSE, 0, NULL, NULL, $5, $6, $5, NULL, NULL, NULL, 1, ",
    option_parameters!(after 1 2 3 4 5 6),
    ")"
);

/// A link to create.
#[derive(Debug)]
pub struct NewLinkRow<'a> {
    /// Id of the link.
    pub id: &'a TrackingLinkId,
    /// What the page shows.
    pub options: LinkOptions,
    /// When the URL stops working.
    pub expires_at: Option<Timestamp>,
    /// Who creates it.
    pub created_by: &'a MemberId,
}

/// Creates a link, still without a slug. The caller holds the vehicle's lock.
pub async fn insert(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    link: NewLinkRow<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => {
        let query = sqlx::query(INSERT)
            .bind(link.id.as_str())
            .bind(organization.as_str())
            .bind(vehicle.as_str())
            .bind(link.expires_at.map(Timestamp::unix_ms))
            .bind(now.unix_ms())
            .bind(link.created_by.as_str());
        bind_options!(query, link.options).execute(c).await?.rows_affected()
    });
    one_row(rows)
}
