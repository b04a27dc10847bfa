//! Time zones: which day it is where the organisation works.

use std::ops::Range;

use shared::problem::FieldErrorCode;
use shared::time::{CivilDate, Timestamp};

use crate::text::Checks;

/// Whether this is the name of an IANA time zone.
pub fn exists(name: &str) -> bool {
    find(name).is_some()
}

/// Country and time zone exist.
pub fn check_place(checks: &mut Checks, country: &str, time_zone: &str) {
    if shared::locale::country(country).is_none() {
        checks.fail("/country", FieldErrorCode::Unknown, "must be a country code of ISO 3166-1 like DE");
    }
    if !exists(time_zone) {
        checks.fail("/time_zone", FieldErrorCode::Unknown, "must be an IANA time zone like Europe/Berlin");
    }
}

/// The day on the calendar of a time zone at an instant; the day in UTC when the zone is unknown.
pub fn civil_date(instant: Timestamp, zone: &str) -> Option<CivilDate> {
    let zone = find(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let date = jiff::Timestamp::from_millisecond(instant.unix_ms()).ok()?.to_zoned(zone).date();
    CivilDate::parse(&date.to_string())
}

/// When the day of an instant began on the calendar of a time zone; in UTC when the zone is unknown.
pub fn start_of_day(instant: Timestamp, zone: &str) -> Option<Timestamp> {
    day(instant, zone).map(|day| day.start)
}

/// When the day of an instant begins and ends, on the calendar of a time zone; in UTC when the zone is unknown.
pub fn day(instant: Timestamp, zone: &str) -> Option<Range<Timestamp>> {
    let zone = find(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let instant = jiff::Timestamp::from_millisecond(instant.unix_ms()).ok()?.to_zoned(zone);
    let (start, end) = (instant.start_of_day().ok()?, instant.tomorrow().ok()?.start_of_day().ok()?);
    let read = |zoned: jiff::Zoned| Timestamp::from_unix_ms(zoned.timestamp().as_millisecond());
    Some(read(start)?..read(end)?)
}

fn find(name: &str) -> Option<jiff::tz::TimeZone> {
    let zone = jiff::tz::db().get(name).ok()?;
    // The database ignores case; the spelling that browsers understand is stored.
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
        assert_eq!(start("Europe/Berlin"), "2026-05-13T22:00:00.000Z");
        assert_eq!(start("Pacific/Auckland"), "2026-05-13T12:00:00.000Z");
        assert_eq!(start("UTC"), "2026-05-13T00:00:00.000Z");
    }

    #[test]
    fn days_are_as_long_as_they_are_there() {
        let hours = |instant, zone| {
            let instant = Timestamp::parse(instant).unwrap();
            let day = day(instant, zone).unwrap();
            assert!(day.contains(&instant) && !day.contains(&day.end));
            (day.end.unix_ms() - day.start.unix_ms()) / 3_600_000
        };
        assert_eq!(hours("2026-05-13T22:30:00Z", "Asia/Kathmandu"), 24);
        assert_eq!(hours("2026-03-29T12:00:00Z", "Europe/Berlin"), 23);
        assert_eq!(hours("2026-10-25T12:00:00Z", "Europe/Berlin"), 25);
        // The clocks of Cuba go forward at midnight, so there is none.
        assert_eq!(hours("2026-03-08T12:00:00Z", "America/Havana"), 23);
    }

    #[test]
    fn names_are_exact() {
        assert!(exists("Asia/Tokyo") && exists("UTC"));
        assert!(!exists("asia/tokyo") && !exists("Mars/Base") && !exists(""));
    }
}
