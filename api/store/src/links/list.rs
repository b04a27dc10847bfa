//! The links of an organisation.

use shared::ids::{OrganizationId, TrackingLinkId, VehicleId};
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;

use super::stored::{LinkRow, StoredLink, link_and_vehicle, link_columns, link_joins};
use crate::error::Error;
use crate::{Db, Order, on, optional_instant, stored};

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

/// A row of the list.
#[derive(Debug, sqlx_macros::FromRow)]
pub(crate) struct ListedRow {
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
    pub(super) fn read(self) -> Result<StoredListedLink, Error> {
        Ok(StoredListedLink {
            link: self.link.read()?,
            vehicle_title: vehicle_title(self.year, &self.make, &self.model),
            stage: stored(Stage::parse(&self.stage), "stage")?,
            customer_name: self.customer_name,
            vehicle_deleted_at: optional_instant(self.vehicle_deleted_at)?,
        })
    }
}

/// The rows of the list; what follows narrows them.
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

pub(super) use listed_select;

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
