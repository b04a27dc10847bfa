//! What the calendar file says, behind the same gate as the page.

use shared::ids::TrackingLinkId;
use shared::time::Timestamp;

use crate::domain::calendar::ArrivalEvent;
use crate::domain::zone;
use crate::error::ApiError;
use crate::store::organizations::locale_for;
use crate::store::public::{PublicReader, gate};
use crate::store::vehicles::civil_date;
use crate::store::{instant, on, stored};

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

impl PublicReader {
    /// The arrival that the page of a slug promises now; none when it promises none, and for every dead cause alike.
    pub async fn find_arrival(&self, slug: &str, now: Timestamp) -> Result<Option<ArrivalEvent>, ApiError> {
        let mut reader = self.store.read_across().await?;
        let row: Option<ArrivalRow> = on!(reader.db(), c => sqlx::query_as(FIND_ARRIVAL)
            .bind(self.keys.hash_slug(slug))
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
            uid: self.keys.calendar_uid(&stored(TrackingLinkId::try_from(row.link_id), "tracking link id")?),
            sequence: row.moves,
            // To the day, as the page does: when exactly staff worked is nobody's business.
            stamped_at: stored(zone::start_of_day(moved_at, &row.time_zone), "instant")?,
            eta,
            vehicle: format!("{} {} {}", row.year, row.make, row.model),
            organization: row.name,
            locale: locale_for(row.locale.as_deref(), &row.country),
        }))
    }
}
