//! Lists of vehicles: what people look for, and what other systems have to learn of.

use shared::ids::OrganizationId;
use shared::link::VehicleLinkState;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use crate::error::Error;
use crate::vehicles::{VehicleRow, vehicle_select};
use crate::{Db, Pages, on, pages};

/// What a list of vehicles is narrowed to.
#[derive(Debug, Default)]
pub struct VehicleFilter {
    /// Words that appear, in this order, in what is known of the vehicle and its customer.
    pub search: Option<String>,
    /// Only this stage.
    pub stage: Option<Stage>,
    /// Only this state of the tracking link.
    pub link_state: Option<VehicleLinkState>,
    /// The deleted ones instead of the others.
    pub deleted: bool,
    /// Only this stock number.
    pub stock_number: Option<String>,
}

// With the collation "C", PostgreSQL lower-cases the letters that SQLite knows, whatever language its database has: in Turkish,
// "I" would become another letter than "i".
const LIST: Pages = pages!(
    [vehicle_select!(), "WHERE v.organization_id = $1 AND"],
    "$2",
    "v.id < $2",
    ["AND (v.deleted_at IS NOT NULL) = $3
       AND ($4 IS NULL OR v.stage = $4)
       AND ($5 IS NULL OR v.stock_number = $5)
       AND ($6 IS NULL OR LOWER((
             CAST(v.year AS TEXT) || ' ' || v.make || ' ' || v.model || ' ' || COALESCE(v.trim_level, '') || ' '
             || COALESCE(v.colour, '') || ' ' || COALESCE(v.vin, '') || ' ' || COALESCE(v.stock_number, '') || ' '
             || COALESCE(v.vessel, '') || ' ' || COALESCE(v.customer_name, '') || ' '
             || COALESCE(v.customer_email, '') || ' ' || COALESCE(v.customer_phone, '')
           ) COLLATE \"C\") LIKE LOWER($6 COLLATE \"C\") ESCAPE '!')
       AND ($7 IS NULL OR $7 = CASE
             WHEN l.id IS NOT NULL AND (l.expires_at IS NULL OR l.expires_at > $8) THEN 'active'
             WHEN l.id IS NOT NULL THEN 'expired'
             WHEN EXISTS (SELECT 1 FROM tracking_links r WHERE r.vehicle_id = v.id) THEN 'revoked'
             ELSE 'none'
           END)
     ORDER BY v.id DESC LIMIT $9"]
);

/// Lists vehicles, newest first: all, or those before an id.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    filter: &VehicleFilter,
    before: Option<&str>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Vehicle>, Error> {
    on!(db, c => sqlx::query_as::<_, VehicleRow>(LIST.sql(before))
        .bind(organization.as_str())
        .bind(before)
        .bind(filter.deleted)
        .bind(filter.stage.map(Stage::as_str))
        .bind(filter.stock_number.as_deref())
        .bind(filter.search.as_deref().map(like_pattern))
        .bind(filter.link_state.map(VehicleLinkState::as_str))
        .bind(now.unix_ms())
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(|row| row.read(now))
    .collect()
}

const LIST_CHANGED: &str = concat!(
    vehicle_select!(),
    "WHERE v.organization_id = $1 AND (v.updated_at, v.id) > ($2, $3) ORDER BY v.updated_at, v.id LIMIT $4"
);

/// A place in the list of changes.
#[derive(Debug, Clone, Copy)]
pub struct ChangePlace<'a> {
    /// When the vehicle at this place was changed, in Unix milliseconds.
    pub updated_at_ms: i64,
    /// The vehicle's id; empty before all that was changed at this instant.
    pub id: &'a str,
}

/// Lists what was changed after a place, deleted vehicles included, the oldest change first.
pub async fn list_changed(
    db: Db<'_>,
    organization: &OrganizationId,
    after: ChangePlace<'_>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Vehicle>, Error> {
    on!(db, c => sqlx::query_as::<_, VehicleRow>(LIST_CHANGED)
        .bind(organization.as_str())
        .bind(after.updated_at_ms)
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
