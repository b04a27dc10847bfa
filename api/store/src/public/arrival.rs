//! The content of the calendar file, behind the same gate as the page.

use shared::ids::TrackingLinkId;
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;

use domain::calendar::ArrivalEvent;
use domain::slug::SlugHash;
use domain::zone;

use super::gate::gate;
use crate::error::Error;
use crate::organizations::locale_for;
use crate::vehicles::civil_date;
use crate::{Store, instant, on, stored};

/// Only while the page shows an expected day and the vehicle is still on its way.
const FIND_ARRIVAL: &str = concat!(
    "SELECT l.id AS link_id, o.name, o.country, o.locale, o.time_zone, v.year, v.make, v.model, v.eta, \
     (SELECT CAST(COUNT(*) AS BIGINT) FROM eta_changes e WHERE e.vehicle_id = v.id) AS moves, \
     COALESCE((SELECT MAX(e.changed_at) FROM eta_changes e WHERE e.vehicle_id = v.id), v.created_at) AS moved_at \
     FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN organizations o ON o.id = v.organization_id \
     JOIN subscriptions s ON s.organization_id = o.id",
    gate!(),
    " AND l.show_eta AND v.eta IS NOT NULL AND v.stage IN ('purchased', 'in_transit')"
);

#[derive(Debug, sqlx_macros::FromRow)]
struct ArrivalRow {
    link_id: String,
    name: String,
    country: String,
    locale: Option<String>,
    time_zone: String,
    year: i64,
    make: String,
    model: String,
    eta: Option<String>,
    moves: i64,
    moved_at: i64,
}

/// The arrival date on the page of a slug; none if it shows none, and for every dead cause alike. `uid` makes the id
/// under which calendars know it.
pub async fn find_arrival(
    store: &Store,
    slug: &SlugHash,
    uid: impl FnOnce(&TrackingLinkId) -> String,
    now: Timestamp,
) -> Result<Option<ArrivalEvent>, Error> {
    let mut reader = store.read_across().await?;
    let row: Option<ArrivalRow> = on!(reader.db(), c => sqlx::query_as(FIND_ARRIVAL)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    let Some(row) = row else { return Ok(None) };
    let eta = stored(civil_date(row.eta)?, "ETA")?;
    if zone::civil_date(now, &row.time_zone).is_none_or(|today| eta < today) {
        return Ok(None);
    }
    let moved_at = instant(row.moved_at)?;
    Ok(Some(ArrivalEvent {
        uid: uid(&stored(TrackingLinkId::try_from(row.link_id), "tracking link id")?),
        sequence: row.moves,
        // To the day, as the page does: when exactly staff worked is nobody's business.
        stamped_at: stored(zone::start_of_day(moved_at, &row.time_zone), "instant")?,
        eta,
        vehicle: vehicle_title(row.year, &row.make, &row.model),
        organization: row.name,
        locale: locale_for(row.locale.as_deref(), &row.country),
    }))
}
