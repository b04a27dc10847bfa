//! When a photo was taken, by the camera's clock.

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::{Date, Duration, Month, PrimitiveDateTime, Time};

use crate::time::Timestamp;

/// The most minutes that a place's time is ahead of UTC or behind it.
const MAX_OFFSET_MINUTES: i16 = 18 * 60;

/// The date and time that a camera's clock showed, with its offset from UTC if the camera wrote it down, in ISO 8601. Only
/// as exact as the clock was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CaptureTime {
    local: PrimitiveDateTime,
    has_milliseconds: bool,
    /// Minutes ahead of UTC.
    offset_minutes: Option<i16>,
}

impl CaptureTime {
    /// A year, month and day of the calendar, an hour, minute and second, milliseconds and minutes ahead of UTC if they are
    /// known; nothing if there is no such time. An offset that no place has counts as unknown.
    pub fn new(
        (year, month, day): (u16, u8, u8),
        (hour, minute, second): (u8, u8, u8),
        milliseconds: Option<u32>,
        offset_minutes: Option<i16>,
    ) -> Option<Self> {
        let date = Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()?;
        let millisecond = u16::try_from(milliseconds.unwrap_or_default()).ok()?;
        let time = Time::from_hms_milli(hour, minute, second, millisecond).ok()?;
        let is_real = |minutes: &i16| (-MAX_OFFSET_MINUTES..=MAX_OFFSET_MINUTES).contains(minutes);
        (1..=9999).contains(&year).then(|| Self {
            local: PrimitiveDateTime::new(date, time),
            has_milliseconds: milliseconds.is_some(),
            offset_minutes: offset_minutes.filter(is_real),
        })
    }

    /// Reads what `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let (time, rest) = rest.strip_prefix('T')?.split_at_checked(8)?;
        let (milliseconds, rest) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at_checked(3).map(|(digits, rest)| (Some(digits), rest))?,
            None => (None, rest),
        };
        let offset_minutes = if rest.is_empty() { None } else { Some(offset(rest)?) };
        let [year, month, day] = numbers(date, b'-')?;
        let [hour, minute, second] = numbers(time, b':')?;
        let small = |number: u16| u8::try_from(number).ok();
        let milliseconds =
            milliseconds.map(|digits| number(digits).map(u32::from)).map_or(Some(None), |one| one.map(Some))?;
        let read = Self::new(
            (year, small(month)?, small(day)?),
            (small(hour)?, small(minute)?, small(second)?),
            milliseconds,
            offset_minutes,
        )?;
        // One time has one text, so that equal times are equal in the database too.
        (read.to_string() == text).then_some(read)
    }

    /// What the clock showed, as if it had shown UTC: for writing it down in the formats of a locale.
    pub fn as_if_utc(self) -> Option<Timestamp> {
        Timestamp::from_unix_ms(i64::try_from(self.local.assume_utc().unix_timestamp_nanos() / 1_000_000).ok()?)
    }

    /// The offset from UTC, such as `+02:00`, if the camera wrote it down.
    pub fn offset(self) -> Option<String> {
        let offset = self.offset_minutes?;
        let (sign, minutes) = (if offset < 0 { '-' } else { '+' }, offset.unsigned_abs());
        Some(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
    }

    fn utc(self) -> Option<PrimitiveDateTime> {
        self.local.checked_sub(Duration::minutes(i64::from(self.offset_minutes?)))
    }
}

/// Sorts by when photos were taken: by the instant if every camera wrote down its offset from UTC, otherwise by what the
/// clocks showed. Photos without a time come last; among equals nothing moves.
pub fn sort_by_capture_time<T>(items: &mut [T], capture_time: impl Fn(&T) -> Option<CaptureTime>, latest_first: bool) {
    let directed = |order: Ordering| if latest_first { order.reverse() } else { order };
    let has_instants = items.iter().filter_map(&capture_time).all(|time| time.utc().is_some());
    items.sort_by(|one, other| match (capture_time(one), capture_time(other)) {
        (Some(one), Some(other)) if has_instants => directed(one.utc().cmp(&other.utc())),
        (Some(one), Some(other)) => directed(one.local.cmp(&other.local)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    });
}

fn offset(text: &str) -> Option<i16> {
    let (sign, text) = match text.split_at_checked(1)? {
        ("+", text) => (1, text),
        ("-", text) => (-1, text),
        _ => return None,
    };
    let (hours, minutes) = text.split_once(':')?;
    Some(sign * i16::try_from(number(hours)? * 60 + number(minutes)?).ok()?)
}

fn numbers<const N: usize>(text: &str, between: u8) -> Option<[u16; N]> {
    let mut parts = text.split(char::from(between)).map(number);
    let numbers = std::array::from_fn(|_| parts.next().flatten());
    if parts.next().is_some() || numbers.iter().any(Option::is_none) {
        None
    } else {
        Some(numbers.map(Option::unwrap_or_default))
    }
}

/// Up to four digits.
fn number(digits: &str) -> Option<u16> {
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

impl fmt::Display for CaptureTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, (hour, minute, second, millisecond)) = (self.local.date(), self.local.time().as_hms_milli());
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.has_milliseconds {
            write!(formatter, ".{millisecond:03}")?;
        }
        self.offset().map_or(Ok(()), |offset| formatter.write_str(&offset))
    }
}

impl Serialize for CaptureTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaptureTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom("is not a date and time in ISO 8601, with or without an offset"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> CaptureTime {
        CaptureTime::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn one_time_has_one_text() {
        for text in [
            "2026-05-14T09:30:00",
            "2026-05-14T09:30:00.250",
            "2026-05-14T09:30:00+02:00",
            "0001-01-01T00:00:00.000-11:30",
            "9999-12-31T23:59:59.999+14:00",
            "2026-05-14T09:30:00+00:00",
        ] {
            assert_eq!(parsed(text).to_string(), text);
            assert_eq!(serde_json::to_value(parsed(text)).unwrap(), text);
        }
        for wrong in [
            "",
            "2026-05-14",
            "2026-05-14 09:30:00",
            "2026-02-29T09:30:00",
            "2026-05-14T24:00:00",
            "2026-05-14T09:30:60",
            "2026-05-14T09:30:00Z",
            "2026-05-14T09:30:00-00:00",
            "2026-05-14T09:30:00+2:00",
            "2026-05-14T09:30:00+19:00",
            "2026-05-14T09:30:00.25",
            "2026-05-14T09:30:00.250+02:00 ",
            "0000-01-01T00:00:00",
            "2026-05-1\u{e9}T09:30:00",
        ] {
            assert_eq!(CaptureTime::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn what_the_clock_showed_is_kept_from_the_offset() {
        let time = parsed("2026-05-14T09:30:00.250+02:00");
        assert_eq!(time.as_if_utc(), Timestamp::parse("2026-05-14T09:30:00.250Z"));
        assert_eq!(time.offset().as_deref(), Some("+02:00"));
        assert_eq!(parsed("1969-12-31T23:59:59.999").as_if_utc(), Timestamp::parse("1969-12-31T23:59:59.999Z"));
    }

    #[test]
    fn nonsense_is_no_time() {
        assert_eq!(CaptureTime::new((2026, 13, 1), (0, 0, 0), None, None), None);
        assert_eq!(CaptureTime::new((0, 0, 0), (0, 0, 0), None, None), None);
        let odd = CaptureTime::new((2026, 1, 1), (0, 0, 0), None, Some(99 * 60)).unwrap();
        assert_eq!(odd.offset(), None, "no place has this offset");
    }

    fn sorted(texts: &[Option<&'static str>], latest_first: bool) -> Vec<Option<&'static str>> {
        let mut texts = texts.to_vec();
        sort_by_capture_time(&mut texts, |text| text.map(parsed), latest_first);
        texts
    }

    #[test]
    fn instants_count_where_all_are_known() {
        let (berlin, london) = (Some("2026-05-14T10:30:00+02:00"), Some("2026-05-14T09:45:00+01:00"));
        assert_eq!(sorted(&[None, london, berlin], false), [berlin, london, None]);
        let unknown = Some("2026-05-14T10:00:00.000");
        assert_eq!(sorted(&[berlin, None, unknown, london], false), [london, unknown, berlin, None]);
        assert_eq!(sorted(&[berlin, None, unknown, london], true), [berlin, unknown, london, None]);
    }
}
