//! Creating a link.

use shared::ids::{MemberId, TrackingLinkId};
use shared::link_options::LinkOptions;
use shared::time::Timestamp;

use super::unrevoked::{UnrevokedLink, find_unrevoked};
use crate::error::Error;
use crate::evidence::Evidence;
use crate::link_options::{bind_options, option_columns, option_parameters};
use crate::vehicles::LockedVehicle;
use crate::{Tx, on, one_row};

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

/// Creates a link, still without a slug.
pub async fn insert(
    tx: &mut Tx,
    vehicle: &LockedVehicle,
    link: NewLinkRow<'_>,
    now: Timestamp,
) -> Result<UnrevokedLink, Error> {
    let rows = on!(tx.db(), c => {
        let query = sqlx::query(INSERT)
            .bind(link.id.as_str())
            .bind(vehicle.organization_id().as_str())
            .bind(vehicle.id.as_str())
            .bind(link.expires_at.map(Timestamp::unix_ms))
            .bind(now.unix_ms())
            .bind(link.created_by.as_str());
        bind_options!(query, link.options).execute(c).await?.rows_affected()
    });
    one_row(rows)?;
    find_unrevoked(tx, vehicle).await?.ok_or_else(|| Error::invalid("a link that was just created is not there"))
}
