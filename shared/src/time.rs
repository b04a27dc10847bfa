//! Instants and civil dates as they go over the wire.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::format_description::well_known::Rfc3339;
use time::{Date, Duration, Month, OffsetDateTime};

/// An instant in UTC with millisecond precision.
///
/// Read from RFC 3339 with any offset, written as RFC 3339 with `Z` and three decimals. Range: years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-05-14T09:30:00.000Z"))]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// The instant so many milliseconds after 1970-01-01T00:00:00Z, if it lies in the years 0 to 9999.
    pub fn from_unix_ms(unix_ms: i64) -> Option<Self> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000)
            .ok()
            .filter(|instant| (0..=9999).contains(&instant.year()))
            .map(Self)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub fn unix_ms(self) -> i64 {
        // Years 0 to 9999 in milliseconds fit an i64 by four orders of magnitude.
        i64::try_from(self.0.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
    }

    /// Reads RFC 3339 with any offset; what is finer than a millisecond is cut off. An offset can lead out of the range.
    pub fn parse(text: &str) -> Option<Self> {
        let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let unix_ms = instant.unix_timestamp_nanos().div_euclid(1_000_000);
        Self::from_unix_ms(i64::try_from(unix_ms).ok()?)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        let (hour, minute, second, millisecond) = self.0.to_hms_milli();
        let month = u8::from(month);
        write!(formatter, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom("is not an RFC 3339 date and time with an offset, of the years 0 to 9999"))
    }
}

/// A civil date, `YYYY-MM-DD`: a day on a calendar, never shifted by a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Date, example = "2026-05-14"))]
pub struct CivilDate(Date);

impl CivilDate {
    /// Reads `YYYY-MM-DD`, years 0000 to 9999.
    pub fn parse(text: &str) -> Option<Self> {
        // By hand: the general parser would be a twentieth of what a customer's phone loads.
        let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else { return None };
        let number = |digits: &[u8]| {
            digits
                .iter()
                .try_fold(0_u16, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0')))
        };
        let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok().map(Self)
    }

    /// The calendar day as `time` understands it.
    pub fn date(self) -> Date {
        self.0
    }

    /// How many days it comes after another day; less than none if it comes before.
    pub fn days_after(self, other: Self) -> i32 {
        self.0.to_julian_day() - other.0.to_julian_day()
    }

    /// The day so many days later; earlier if there are less than none.
    pub fn plus_days(self, days: i64) -> Option<Self> {
        self.0.checked_add(Duration::days(days)).map(Self)
    }
}

impl From<Date> for CivilDate {
    fn from(date: Date) -> Self {
        Self(date)
    }
}

impl fmt::Display for CivilDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

impl Serialize for CivilDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CivilDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("is not a date in the form YYYY-MM-DD"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_is_read_and_z_is_written() {
        let instant = Timestamp::parse("2026-05-14T11:30:00.5009+02:00").unwrap();
        assert_eq!(instant.to_string(), "2026-05-14T09:30:00.500Z");
        assert_eq!(Timestamp::from_unix_ms(instant.unix_ms()), Some(instant));
        assert!(Timestamp::parse("2026-05-14T09:30:00").is_none());
        assert!(Timestamp::parse("2026-05-14").is_none());
    }

    #[test]
    fn instants_have_three_decimals() {
        for (given, written) in [
            ("2026-05-14T09:30:00Z", "2026-05-14T09:30:00.000Z"),
            ("2026-05-14t09:30:00.04z", "2026-05-14T09:30:00.040Z"),
            ("2026-05-14T09:30:00.999999999Z", "2026-05-14T09:30:00.999Z"),
            ("1969-12-31T23:59:59.9999Z", "1969-12-31T23:59:59.999Z"),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00.000Z"),
            ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp::parse(given).unwrap().to_string(), written);
        }
    }

    #[test]
    fn an_offset_that_leads_out_of_the_range_is_no_instant() {
        for wrong in [
            "9999-12-31T23:59:59-00:01",
            "9999-12-31T23:59:59.999-23:59",
            "9999-12-31T00:00:00-23:59:59",
            "0000-01-01T00:00:00+00:01",
            "0000-01-01T00:00:00+23:59",
            "10000-01-01T00:00:00Z",
            "-0001-12-31T00:00:00Z",
        ] {
            assert!(Timestamp::parse(wrong).is_none(), "{wrong}");
        }
        for (given, written) in [
            ("9999-12-31T23:59:59+23:59", "9999-12-31T00:00:59.000Z"),
            ("9999-12-31T23:59:59+00:01", "9999-12-31T23:58:59.000Z"),
            ("0000-01-01T00:00:00-23:59", "0000-01-01T23:59:00.000Z"),
        ] {
            assert_eq!(Timestamp::parse(given).unwrap().to_string(), written);
        }
    }

    #[test]
    fn dates_are_strict() {
        assert_eq!(CivilDate::parse("2024-02-29").unwrap().to_string(), "2024-02-29");
        for wrong in [
            "2026-02-29",
            "2026-2-1",
            "20260201",
            "+2026-02-01",
            "2026-00-01",
            "2026-13-01",
            "2026-02-00",
            "2026-0a-01",
            "２026-02-1",
            "2026-02-01T00:00:00Z",
            "",
        ] {
            assert!(CivilDate::parse(wrong).is_none(), "{wrong}");
        }
    }
}
