//! The links of an organisation.

use shared::ids::{OrganizationId, TrackingLinkId, VehicleId};
use shared::link::LinkState;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;

use super::stored::{LinkRow, StoredLink, link_and_vehicle, link_columns, link_joins};
use crate::error::Error;
use crate::{Db, Order, Pages, Place, on, optional_instant, ordered_pages, stored};

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

impl ListedRow {
    fn read(self) -> Result<StoredListedLink, Error> {
        Ok(StoredListedLink {
            link: self.link.read()?,
            vehicle_title: vehicle_title(self.year, &self.make, &self.model),
            stage: stored(Stage::parse(&self.stage), "stage")?,
            customer_name: self.customer_name,
            vehicle_deleted_at: optional_instant(self.vehicle_deleted_at)?,
        })
    }
}

macro_rules! listed_select {
    () => {
        concat!(
            "SELECT v.year, v.make, v.model, v.stage, v.customer_name, v.deleted_at AS vehicle_deleted_at, ",
            link_columns!(),
            link_joins!(),
            "JOIN vehicles v ON v.id = l.vehicle_id WHERE l.organization_id = $1 AND "
        )
    };
}

/// The list in an order.
macro_rules! ordered {
    ($condition:literal, $order:literal) => {
        ordered_pages!(
            [listed_select!()],
            $condition,
            [
                "AND ($4 IS NULL OR $4 = CASE
             WHEN l.revoked_at IS NOT NULL THEN 'revoked'
             WHEN l.expires_at IS NOT NULL AND l.expires_at <= $5 THEN 'expired'
             ELSE 'active'
           END)
       AND ($6 IS NULL OR l.expires_at < $6)
     ORDER BY ",
                $order,
                " LIMIT $7"
            ]
        )
    };
}

const BY_CREATION: Pages = ordered!("l.id > $3", "l.id");
const BY_CREATION_DESC: Pages = ordered!("l.id < $3", "l.id DESC");
const BY_UPDATE: Pages =
    ordered!("(l.updated_at, l.id) > (CAST(CAST($2 AS TEXT) AS BIGINT), $3)", "l.updated_at, l.id");
const BY_UPDATE_DESC: Pages =
    ordered!("(l.updated_at, l.id) < (CAST(CAST($2 AS TEXT) AS BIGINT), $3)", "l.updated_at DESC, l.id DESC");

/// What a list of links can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkField {
    /// When the link was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
}

impl Order<LinkField> {
    /// The newest first.
    pub const NEWEST_FIRST: Self = Self { by: LinkField::CreatedAt, descending: true };

    fn pages(self) -> Pages {
        match (self.by, self.descending) {
            (LinkField::CreatedAt, false) => BY_CREATION,
            (LinkField::CreatedAt, true) => BY_CREATION_DESC,
            (LinkField::UpdatedAt, false) => BY_UPDATE,
            (LinkField::UpdatedAt, true) => BY_UPDATE_DESC,
        }
    }
}

/// What a list of links is narrowed to.
#[derive(Debug, Default, Clone, Copy)]
pub struct LinkFilter {
    /// Only this state.
    pub state: Option<LinkState>,
    /// Only links that expire before this instant.
    pub expires_before: Option<Timestamp>,
}

/// Lists the links of an organisation in an order: all, or those after a place.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    filter: LinkFilter,
    order: Order<LinkField>,
    after: Option<Place<'_>>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<StoredListedLink>, Error> {
    on!(db, c => sqlx::query_as::<_, ListedRow>(order.pages().sql(after.map(|place| place.id)))
        .bind(organization.as_str())
        .bind(after.map(|place| place.value))
        .bind(after.map(|place| place.id))
        .bind(filter.state.map(LinkState::as_str))
        .bind(now.unix_ms())
        .bind(filter.expires_before.map(Timestamp::unix_ms))
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(ListedRow::read)
    .collect()
}

const FIND_LISTED: &str = concat!(listed_select!(), "l.id = $2");

/// One link of an organisation, as it is in the list.
pub async fn find_listed(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &TrackingLinkId,
) -> Result<Option<StoredListedLink>, Error> {
    on!(db, c => sqlx::query_as::<_, ListedRow>(FIND_LISTED)
        .bind(organization.as_str())
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(ListedRow::read)
    .transpose()
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
