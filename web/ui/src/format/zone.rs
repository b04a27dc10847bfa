//! Local date-times of an IANA time zone to instants and back.
//!
//! The rules of product.md: a time that a clock change skips moves forward, one that it doubles means the later. They
//! are a pure function of a look-up "offset at an instant"; the look-up itself asks `Intl`.

use shared::time::{CivilDate, Timestamp};
use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time};

use super::intl;

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// An instant as the value of a `datetime-local` field, `YYYY-MM-DDTHH:MM`, in a time zone.
pub fn to_local_input(instant: Timestamp, zone: &str) -> String {
    let local_ms = instant.unix_ms() + offset_ms(zone, instant.unix_ms());
    write_local(local_ms).unwrap_or_default()
}

/// The instant of a `datetime-local` value in a time zone; none when the text is not one.
pub fn from_local_input(text: &str, zone: &str) -> Option<Timestamp> {
    Timestamp::from_unix_ms(resolve(read_local(text)?, |unix_ms| offset_ms(zone, unix_ms)))
}

/// The day that an instant falls on in a time zone.
pub fn civil_date(instant: Timestamp, zone: &str) -> Option<CivilDate> {
    let local_ms = instant.unix_ms() + offset_ms(zone, instant.unix_ms());
    OffsetDateTime::from_unix_timestamp(local_ms.div_euclid(1_000)).ok().map(|local| local.date().into())
}

/// The instant at which clocks of a zone show `local_ms`, given what they are ahead of UTC at an instant.
fn resolve(local_ms: i64, offset_at: impl Fn(i64) -> i64) -> i64 {
    // No offset exceeds a day, so these two instants lie before and after the one that is sought.
    let (before, after) = (offset_at(local_ms - DAY_MS), offset_at(local_ms + DAY_MS));
    let shows_it = |offset: &i64| offset_at(local_ms - offset) == *offset;
    // The smaller offset gives the later instant: the one meant by a doubled time.
    let offset = [before.min(after), before.max(after)].into_iter().find(shows_it);
    // A skipped time read with the offset before the change lands as far after the gap as it lay inside it.
    local_ms - offset.unwrap_or(before)
}

/// What clocks in a zone are ahead of UTC at an instant, as `Intl` knows it; UTC for a zone that it does not know.
fn offset_ms(zone: &str, unix_ms: i64) -> i64 {
    let options = [
        ("timeZone", zone),
        ("hourCycle", "h23"),
        ("calendar", "gregory"),
        ("numberingSystem", "latn"),
        ("year", "numeric"),
        ("month", "numeric"),
        ("day", "numeric"),
        ("hour", "numeric"),
        ("minute", "numeric"),
        ("second", "numeric"),
    ];
    let local_ms = intl::date_time_parts(&options, unix_ms).and_then(|parts| {
        let part = |name: &str| parts.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
        let small = |name: &str| u8::try_from(part(name)?).ok();
        let time = Time::from_hms(small("hour")?, small("minute")?, small("second")?).ok()?;
        local_ms_of(part("year")?, small("month")?, small("day")?, time)
    });
    local_ms.map_or(0, |local_ms| local_ms - unix_ms.div_euclid(1_000) * 1_000)
}

fn read_local(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let mut date = date.split('-');
    let (year, month, day) = (date.next()?, date.next()?, date.next()?);
    let mut time = time.split(':');
    let (hour, minute, second) = (time.next()?, time.next()?, time.next().unwrap_or("0"));
    // A browser may add thousandths to the seconds.
    let second = second.split('.').next()?;
    if year.len() != 4 || date.next().is_some() || time.next().is_some() {
        return None;
    }
    let time = Time::from_hms(hour.parse().ok()?, minute.parse().ok()?, second.parse().ok()?).ok()?;
    local_ms_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, time)
}

fn write_local(local_ms: i64) -> Option<String> {
    let local = OffsetDateTime::from_unix_timestamp(local_ms.div_euclid(1_000)).ok()?;
    let (year, month, day) = (local.year(), u8::from(local.month()), local.day());
    Some(format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}", local.hour(), local.minute()))
}

fn local_ms_of(year: i32, month: u8, day: u8, time: Time) -> Option<i64> {
    let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_utc().unix_timestamp() * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: i64 = 60 * 60 * 1_000;

    fn unix_ms(text: &str) -> i64 {
        Timestamp::parse(text).unwrap().unix_ms()
    }

    /// A zone that changes its offset once.
    fn zone(before_hours: i64, after_hours: i64, change: &str) -> impl Fn(i64) -> i64 {
        let change = unix_ms(change);
        move |instant| HOUR_MS * if instant < change { before_hours } else { after_hours }
    }

    fn resolved(local: &str, zone: impl Fn(i64) -> i64) -> String {
        Timestamp::from_unix_ms(resolve(read_local(local).unwrap(), zone)).unwrap().to_string()
    }

    fn berlin_spring() -> impl Fn(i64) -> i64 {
        zone(1, 2, "2026-03-29T01:00:00Z")
    }

    fn berlin_autumn() -> impl Fn(i64) -> i64 {
        zone(2, 1, "2026-10-25T01:00:00Z")
    }

    #[test]
    fn a_plain_time_has_one_instant() {
        assert_eq!(resolved("2026-03-29T01:59", berlin_spring()), "2026-03-29T00:59:00.000Z");
        assert_eq!(resolved("2026-03-29T03:00", berlin_spring()), "2026-03-29T01:00:00.000Z");
        assert_eq!(resolved("2026-10-25T01:59", berlin_autumn()), "2026-10-24T23:59:00.000Z");
        assert_eq!(resolved("2026-10-25T03:00", berlin_autumn()), "2026-10-25T02:00:00.000Z");
    }

    #[test]
    fn a_skipped_time_moves_forward() {
        assert_eq!(resolved("2026-03-29T02:00", berlin_spring()), "2026-03-29T01:00:00.000Z");
        assert_eq!(resolved("2026-03-29T02:30", berlin_spring()), "2026-03-29T01:30:00.000Z");
    }

    #[test]
    fn a_doubled_time_means_the_later() {
        assert_eq!(resolved("2026-10-25T02:00", berlin_autumn()), "2026-10-25T01:00:00.000Z");
        assert_eq!(resolved("2026-10-25T02:59", berlin_autumn()), "2026-10-25T01:59:00.000Z");
    }

    #[test]
    fn zones_west_of_utc_work_alike() {
        assert_eq!(resolved("2026-03-08T02:30", zone(-5, -4, "2026-03-08T07:00:00Z")), "2026-03-08T07:30:00.000Z");
        assert_eq!(resolved("2026-11-01T01:30", zone(-4, -5, "2026-11-01T06:00:00Z")), "2026-11-01T06:30:00.000Z");
    }

    #[test]
    fn a_skipped_day_moves_forward_by_a_day() {
        let apia = zone(-10, 14, "2011-12-30T10:00:00.000Z");
        assert_eq!(resolved("2011-12-30T12:00", apia), "2011-12-30T22:00:00.000Z");
    }

    #[test]
    fn local_texts_are_read_and_written() {
        let local_ms = unix_ms("2026-05-04T09:05:00Z");
        assert_eq!(read_local("2026-05-04T09:05"), Some(local_ms));
        assert_eq!(read_local("2026-05-04T09:05:00.000"), Some(local_ms));
        assert_eq!(write_local(local_ms).unwrap(), "2026-05-04T09:05");
        for wrong in ["", "2026-05-04", "2026-02-30T09:05", "2026-05-04T24:00", "26-05-04T09:05", "20260-05-04T09:05"] {
            assert_eq!(read_local(wrong), None, "{wrong}");
        }
    }
}
