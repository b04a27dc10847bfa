//! Dates in the reader's language, as the page writes them in their browser: by CLDR.

use icu_calendar::{Date, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::YMD;
use icu_locale_core::Locale;
use shared::time::CivilDate;

/// A day, month in words and year; as ISO 8601 in a locale that there is not.
pub(crate) fn long(date: CivilDate, locale: &str) -> String {
    written(date, locale).unwrap_or_else(|| date.to_string())
}

fn written(date: CivilDate, locale: &str) -> Option<String> {
    let locale = Locale::try_from_str(locale).ok()?;
    let formatter = FixedCalendarDateTimeFormatter::<Gregorian, _>::try_new(locale.into(), YMD::long()).ok()?;
    let text = date.to_string();
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    let date = Date::try_new_gregorian(year, month, day).ok()?;
    Some(formatter.format(&date).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_their_readers_write_them() {
        let date = CivilDate::parse("2027-05-03").unwrap();
        for (locale, written) in [
            ("en-GB", "3 May 2027"),
            ("en-US", "May 3, 2027"),
            ("de-DE", "3. Mai 2027"),
            ("pl", "3 maja 2027"),
            ("ja", "2027年5月3日"),
            ("ko-KR", "2027년 5월 3일"),
            ("zh-Hant", "2027年5月3日"),
            ("not a locale", "2027-05-03"),
        ] {
            assert_eq!(long(date, locale), written, "{locale}");
        }
    }
}
