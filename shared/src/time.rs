//! Instants and civil dates as they go over the wire.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime, UtcOffset};

/// An instant in UTC with millisecond precision.
///
/// Read from RFC 3339 with any offset, written as RFC 3339 with `Z`. Range: years 0 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-05-14T09:30:00Z"))]
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

    /// Reads RFC 3339 with any offset; what is finer than a millisecond is cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let instant = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let unix_ms = instant.to_offset(UtcOffset::UTC).unix_timestamp_nanos().div_euclid(1_000_000);
        Self::from_unix_ms(i64::try_from(unix_ms).ok()?)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.format(&Rfc3339).map_err(|_| fmt::Error)?)
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
        Self::parse(&text).ok_or_else(|| de::Error::custom("is not an RFC 3339 date and time with an offset"))
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
        assert_eq!(instant.to_string(), "2026-05-14T09:30:00.5Z");
        assert_eq!(Timestamp::from_unix_ms(instant.unix_ms()), Some(instant));
        assert!(Timestamp::parse("2026-05-14T09:30:00").is_none());
        assert!(Timestamp::parse("2026-05-14").is_none());
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
