//! Time zones: which day it is where the organisation works.

use shared::time::{CivilDate, Timestamp};

/// Whether this is the name of an IANA time zone.
pub fn exists(name: &str) -> bool {
    find(name).is_some()
}

/// The day on the calendar of a time zone at an instant; the day in UTC when the zone is unknown.
pub fn civil_date(instant: Timestamp, zone: &str) -> Option<CivilDate> {
    let zone = find(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let date = jiff::Timestamp::from_millisecond(instant.unix_ms()).ok()?.to_zoned(zone).date();
    CivilDate::parse(&date.to_string())
}

/// When the day of an instant began on the calendar of a time zone; in UTC when the zone is unknown.
pub fn start_of_day(instant: Timestamp, zone: &str) -> Option<Timestamp> {
    let zone = find(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let start = jiff::Timestamp::from_millisecond(instant.unix_ms()).ok()?.to_zoned(zone).start_of_day().ok()?;
    Timestamp::from_unix_ms(start.timestamp().as_millisecond())
}

fn find(name: &str) -> Option<jiff::tz::TimeZone> {
    let zone = jiff::tz::db().get(name).ok()?;
    // The database answers without regard to case; what is stored is what browsers understand.
    (zone.iana_name() == Some(name)).then_some(zone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_the_zone() {
        let instant = Timestamp::parse("2026-05-13T22:30:00Z").unwrap();
        let day = |zone| civil_date(instant, zone).unwrap().to_string();
        assert_eq!(day("Europe/Berlin"), "2026-05-14");
        assert_eq!(day("America/New_York"), "2026-05-13");
        assert_eq!(day("UTC"), "2026-05-13");
    }

    #[test]
    fn the_day_begins_at_midnight_there() {
        let instant = Timestamp::parse("2026-05-13T22:30:00Z").unwrap();
        let start = |zone| start_of_day(instant, zone).unwrap().to_string();
        assert_eq!(start("Europe/Berlin"), "2026-05-13T22:00:00Z");
        assert_eq!(start("Pacific/Auckland"), "2026-05-13T12:00:00Z");
        assert_eq!(start("UTC"), "2026-05-13T00:00:00Z");
    }

    #[test]
    fn names_are_exact() {
        assert!(exists("Asia/Tokyo") && exists("UTC"));
        assert!(!exists("asia/tokyo") && !exists("Mars/Base") && !exists(""));
    }
}
