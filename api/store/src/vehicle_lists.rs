//! Lists of vehicles: what people look for, and what other systems have to learn of.

use shared::ids::OrganizationId;
use shared::link::VehicleLinkState;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use crate::error::Error;
use crate::vehicles::{VehicleRow, vehicle_select};
use crate::{Db, Order, Pages, Place, on, ordered_pages};

/// What a list of vehicles is narrowed to.
#[derive(Debug, Default)]
pub struct VehicleFilter {
    /// Words that appear, in this order, in what is known of the vehicle and its customer.
    pub search: Option<String>,
    /// Only these stages; empty for all.
    pub stages: Vec<Stage>,
    /// Only this state of the tracking link.
    pub link_state: Option<VehicleLinkState>,
    /// The deleted ones instead of the others.
    pub deleted: bool,
    /// Only this stock number.
    pub stock_number: Option<String>,
    /// Only this id of another system.
    pub external_id: Option<String>,
    /// Words that appear, in this order, in the customer's name and email address.
    pub customer: Option<String>,
    /// Words that appear, in this order, in the name of the vessel.
    pub vessel: Option<String>,
}

/// What a list of vehicles can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VehicleField {
    /// When the vehicle was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Its estimated arrival.
    Eta,
}

impl Order<VehicleField> {
    /// The newest first.
    pub const NEWEST_FIRST: Self = Self { by: VehicleField::CreatedAt, descending: true };
}

/// The estimated arrival of a vehicle without one, in the order of a list: after all others. Statements and an index contain it.
pub const NO_ETA: &str = "9999-12-31";

// With the collation "C", PostgreSQL lower-cases the letters that SQLite knows, whatever language its database has: in Turkish,
// "I" would become another letter than "i".
macro_rules! narrowed {
    () => {
        " AND (v.deleted_at IS NOT NULL) = $4
       AND ($5 IS NULL OR $5 LIKE '%,' || v.stage || ',%')
       AND ($6 IS NULL OR v.stock_number = $6)
       AND ($7 IS NULL OR LOWER((
             CAST(v.year AS TEXT) || ' ' || v.make || ' ' || v.model || ' ' || COALESCE(v.trim_level, '') || ' '
             || COALESCE(v.colour, '') || ' ' || COALESCE(v.vin, '') || ' ' || COALESCE(v.stock_number, '') || ' '
             || COALESCE(v.vessel, '') || ' ' || COALESCE(v.customer_name, '') || ' '
             || COALESCE(v.customer_email, '') || ' ' || COALESCE(v.customer_phone, '')
           ) COLLATE \"C\") LIKE LOWER($7 COLLATE \"C\") ESCAPE '!')
       AND ($8 IS NULL OR $8 = CASE
             WHEN l.id IS NOT NULL AND (l.expires_at IS NULL OR l.expires_at > $9) THEN 'active'
             WHEN l.id IS NOT NULL THEN 'expired'
             WHEN EXISTS (SELECT 1 FROM tracking_links r WHERE r.vehicle_id = v.id) THEN 'revoked'
             ELSE 'none'
           END)
       AND ($10 IS NULL OR v.external_id = $10)
       AND ($11 IS NULL OR LOWER((
             COALESCE(v.customer_name, '') || ' ' || COALESCE(v.customer_email, '')
           ) COLLATE \"C\") LIKE LOWER($11 COLLATE \"C\") ESCAPE '!')
       AND ($12 IS NULL OR LOWER(COALESCE(v.vessel, '') COLLATE \"C\") LIKE LOWER($12 COLLATE \"C\") ESCAPE '!') "
    };
}

/// The list in an order.
macro_rules! ordered {
    ($condition:literal, $order:literal) => {
        ordered_pages!(
            [vehicle_select!(), "WHERE v.organization_id = $1 AND"],
            $condition,
            [narrowed!(), "ORDER BY ", $order, " LIMIT $13"]
        )
    };
}

const BY_CREATION: Pages = ordered!("v.id > $3", "v.id");
const BY_CREATION_DESC: Pages = ordered!("v.id < $3", "v.id DESC");
const BY_UPDATE: Pages =
    ordered!("(v.updated_at, v.id) > (CAST(CAST($2 AS TEXT) AS BIGINT), $3)", "v.updated_at, v.id");
const BY_UPDATE_DESC: Pages =
    ordered!("(v.updated_at, v.id) < (CAST(CAST($2 AS TEXT) AS BIGINT), $3)", "v.updated_at DESC, v.id DESC");
// The scalar comparison is for SQLite, which finds no place in an index on an expression by two values at once.
const BY_ETA: Pages = ordered!(
    "COALESCE(v.eta, '9999-12-31') >= $2 AND (COALESCE(v.eta, '9999-12-31') > $2 OR v.id > $3)",
    "COALESCE(v.eta, '9999-12-31'), v.id"
);
const BY_ETA_DESC: Pages = ordered!(
    "COALESCE(v.eta, '9999-12-31') <= $2 AND (COALESCE(v.eta, '9999-12-31') < $2 OR v.id < $3)",
    "COALESCE(v.eta, '9999-12-31') DESC, v.id DESC"
);

/// At most one vehicle is not deleted and has this id of another system, or this stock number: no order, and nothing after it.
/// In a list, neither engine would look it up in the index.
macro_rules! named {
    ($condition:literal) => {
        concat!(
            vehicle_select!(),
            "WHERE v.organization_id = $1 AND CAST($2 AS TEXT) IS NULL AND CAST($3 AS TEXT) IS NULL
             AND v.deleted_at IS NULL AND ",
            $condition,
            narrowed!(),
            "LIMIT $13"
        )
    };
}
const BY_EXTERNAL_ID: &str = named!("v.external_id = $10");
const BY_STOCK_NUMBER: &str = named!("v.stock_number = $6");

fn statement(filter: &VehicleFilter, order: Order<VehicleField>, after: Option<Place<'_>>) -> &'static str {
    match filter {
        VehicleFilter { deleted: false, external_id: Some(_), .. } => return BY_EXTERNAL_ID,
        VehicleFilter { deleted: false, stock_number: Some(_), .. } => return BY_STOCK_NUMBER,
        _ => {}
    }
    let pages = match (order.by, order.descending) {
        (VehicleField::CreatedAt, false) => BY_CREATION,
        (VehicleField::CreatedAt, true) => BY_CREATION_DESC,
        (VehicleField::UpdatedAt, false) => BY_UPDATE,
        (VehicleField::UpdatedAt, true) => BY_UPDATE_DESC,
        (VehicleField::Eta, false) => BY_ETA,
        (VehicleField::Eta, true) => BY_ETA_DESC,
    };
    pages.sql(after.map(|place| place.id))
}

/// Lists vehicles in an order: all, or those after a place.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    filter: &VehicleFilter,
    order: Order<VehicleField>,
    after: Option<Place<'_>>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Vehicle>, Error> {
    on!(db, c => sqlx::query_as::<_, VehicleRow>(statement(filter, order, after))
        .bind(organization.as_str())
        .bind(after.map(|place| place.value))
        .bind(after.map(|place| place.id))
        .bind(filter.deleted)
        .bind(one_of(&filter.stages))
        .bind(filter.stock_number.as_deref())
        .bind(filter.search.as_deref().map(like_pattern))
        .bind(filter.link_state.map(VehicleLinkState::as_str))
        .bind(now.unix_ms())
        .bind(filter.external_id.as_deref())
        .bind(filter.customer.as_deref().map(like_pattern))
        .bind(filter.vessel.as_deref().map(like_pattern))
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| row.read(now))
    .collect()
}

/// Stages as one text, each between commas; none for all.
fn one_of(stages: &[Stage]) -> Option<String> {
    let each = stages.iter().map(|stage| format!("{},", stage.as_str()));
    (!stages.is_empty()).then(|| format!(",{}", each.collect::<String>()))
}

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

/// A LIKE pattern that finds the words of a search in their order; what LIKE would interpret is escaped with `!`.
fn like_pattern(search: &str) -> String {
    let escaped = search.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{}%", escaped.split_whitespace().collect::<Vec<_>>().join("%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_like_would_interpret_is_escaped() {
        assert_eq!(like_pattern("  land  cruiser "), "%land%cruiser%");
        assert_eq!(like_pattern("100%_!"), "%100!%!_!!%");
    }
}
