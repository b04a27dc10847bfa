//! The links of an organisation.

use shared::ids::{OrganizationId, TrackingLinkId, VehicleId};
use shared::link::LinkState;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;

use super::stored::{LinkRow, StoredLink, link_and_vehicle, link_columns, link_joins};
use crate::error::Error;
use crate::{Db, Pages, on, optional_instant, pages, stored};

/// A link with its vehicle, for the list of all links.
#[derive(Debug)]
pub struct StoredListedLink {
    /// The link.
    pub link: StoredLink,
    /// Year, make and model.
    pub vehicle_title: String,
    /// Stage of the vehicle.
    pub stage: Stage,
    /// Name of the customer.
    pub customer_name: Option<String>,
    /// When the vehicle was deleted.
    pub vehicle_deleted_at: Option<Timestamp>,
}

#[derive(Debug, sqlx_macros::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    link: LinkRow,
    year: i64,
    make: String,
    model: String,
    stage: String,
    customer_name: Option<String>,
    vehicle_deleted_at: Option<i64>,
}

const LIST: Pages = pages!(
    [
        "SELECT v.year, v.make, v.model, v.stage, v.customer_name, v.deleted_at AS vehicle_deleted_at, ",
        link_columns!(),
        link_joins!(),
        "JOIN vehicles v ON v.id = l.vehicle_id WHERE l.organization_id = $1 AND"
    ],
    "$2",
    "l.id < $2",
    ["AND ($3 IS NULL OR $3 = CASE
             WHEN l.revoked_at IS NOT NULL THEN 'revoked'
             WHEN l.expires_at IS NOT NULL AND l.expires_at <= $4 THEN 'expired'
             ELSE 'active'
           END)
       AND ($5 IS NULL OR l.expires_at < $5)
     ORDER BY l.id DESC LIMIT $6"]
);

/// What a list of links is narrowed to.
#[derive(Debug, Default, Clone, Copy)]
pub struct LinkFilter {
    /// Only this state.
    pub state: Option<LinkState>,
    /// Only links that expire before this instant.
    pub expires_before: Option<Timestamp>,
}

/// Lists the links of an organisation, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    filter: LinkFilter,
    before: Option<&str>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<StoredListedLink>, Error> {
    on!(db, c => sqlx::query_as::<_, ListedRow>(LIST.sql(before))
        .bind(organization.as_str())
        .bind(before)
        .bind(filter.state.map(LinkState::as_str))
        .bind(now.unix_ms())
        .bind(filter.expires_before.map(Timestamp::unix_ms))
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| {
        Ok(StoredListedLink {
            link: row.link.read()?,
            vehicle_title: vehicle_title(row.year, &row.make, &row.model),
            stage: stored(Stage::parse(&row.stage), "stage")?,
            customer_name: row.customer_name,
            vehicle_deleted_at: optional_instant(row.vehicle_deleted_at)?,
        })
    })
    .collect()
}

const LIST_UNREVOKED: &str = "
    SELECT l.id, l.vehicle_id FROM tracking_links l
    WHERE l.organization_id = $1 AND l.revoked_at IS NULL ORDER BY l.vehicle_id";

/// Every unrevoked link of an organisation with its vehicle, in the order in which their locks are taken.
pub async fn list_unrevoked(
    db: Db<'_>,
    organization: &OrganizationId,
) -> Result<Vec<(TrackingLinkId, VehicleId)>, Error> {
    let rows: Vec<(String, String)> =
        on!(db, c => sqlx::query_as(LIST_UNREVOKED).bind(organization.as_str()).fetch_all(c).await?);
    rows.into_iter().map(link_and_vehicle).collect()
}
