//! Dates, times and amounts as people of a locale write them, through the browser's `Intl`.

mod intl;
pub mod zone;

use js_sys::Object;
use shared::currency::minor_digits;
use shared::money::Money;
use shared::time::{CivilDate, Timestamp};

use crate::browser;

/// A civil date, such as "14 May 2026": the same day in every time zone.
pub fn date(date: CivilDate, locale: &str) -> String {
    civil(date, locale, &[("dateStyle", "long")])
}

/// A civil date with its day of the week, such as "Thursday, 14 May 2026".
pub fn date_with_weekday(date: CivilDate, locale: &str) -> String {
    civil(date, locale, &[("dateStyle", "full")])
}

/// The day of the week of a civil date, such as "Thursday"; nothing where there is no `Intl`, for the date says it.
pub fn weekday(date: CivilDate, locale: &str) -> String {
    if cfg!(target_arch = "wasm32") { civil(date, locale, &[("weekday", "long")]) } else { String::new() }
}

/// How far away a civil date is from today in a time zone, in the words of a locale's language, such as "in 12 days"; the date itself
/// where there is no clock.
pub fn distance(date: CivilDate, locale: &str, zone: &str) -> String {
    // The server renders the same view, and does not know what day the reader will have.
    if !cfg!(target_arch = "wasm32") {
        return date.to_string();
    }
    let words = || relative_days(date.days_after(today(zone)?), locale);
    words().unwrap_or_else(|| date.to_string())
}

/// Which day it is in a time zone; none where there is no clock.
pub fn today(zone: &str) -> Option<CivilDate> {
    // Swedish dates are ISO 8601.
    let iso = intl::date_time("sv-SE", &[("dateStyle", "short"), ("timeZone", zone)], browser::now_ms())?;
    CivilDate::parse(&iso)
}

/// So many days from today, in the words of a locale's language, such as "in 12 days".
pub fn relative_days(days: i32, locale: &str) -> Option<String> {
    // Far away, days mean little.
    let (count, unit) = if days.abs() < 60 { (days, "day") } else { (days / 30, "month") };
    intl::relative_time(locale, count, unit)
}

/// How long ago an instant was, such as "2 hours ago". The clocks of the server and of the browser differ: nothing is ahead.
pub fn ago(instant: Timestamp, locale: &str) -> Option<String> {
    between(instant.unix_ms().min(browser::now_ms()), locale)
}

/// How far away an instant is, such as "2 hours ago" or "in 3 days".
pub fn relative(instant: Timestamp, locale: &str) -> Option<String> {
    between(instant.unix_ms(), locale)
}

/// How far an instant is from now.
fn between(unix_ms: i64, locale: &str) -> Option<String> {
    let (count, unit) = rounded(unix_ms.saturating_sub(browser::now_ms()));
    intl::relative_time(locale, i32::try_from(count).ok()?, unit)
}

/// A distance in its largest unit, rounded to the nearest count of it.
fn rounded(distance_ms: i64) -> (i64, &'static str) {
    const SECOND_MS: i64 = 1_000;
    const MINUTE_MS: i64 = 60 * SECOND_MS;
    const HOUR_MS: i64 = 60 * MINUTE_MS;
    const DAY_MS: i64 = 24 * HOUR_MS;
    // The length of each unit, and from when it is used. What would round up to 60 minutes is an hour, but 24 hours are not yet a day:
    // that reads "tomorrow", which less than a day ahead may still be today. The same holds for "next month".
    const UNITS: [(i64, i64, &str); 4] = [
        (30 * DAY_MS, 30 * DAY_MS, "month"),
        (DAY_MS, DAY_MS, "day"),
        (HOUR_MS, HOUR_MS - MINUTE_MS / 2, "hour"),
        (MINUTE_MS, MINUTE_MS - SECOND_MS / 2, "minute"),
    ];
    let away_ms = distance_ms.saturating_abs();
    let used = UNITS.into_iter().find(|(_, from_ms, _)| away_ms >= *from_ms);
    let (length_ms, _, unit) = used.unwrap_or((SECOND_MS, 0, "second"));
    let count = away_ms.saturating_add(length_ms / 2) / length_ms;
    (count * distance_ms.signum(), unit)
}

/// A civil date in a few characters for lists, such as "14 May 2026".
pub fn date_short(date: CivilDate, locale: &str) -> String {
    civil(date, locale, &[("dateStyle", "medium")])
}

/// A civil date of this year in fewer characters, such as "14 May".
pub fn date_of_year(date: CivilDate, locale: &str) -> String {
    civil(date, locale, &[("day", "numeric"), ("month", "short")])
}

/// An instant in a time zone with the zone's name, such as "14 May 2026, 11:30 CEST".
pub fn instant(instant: Timestamp, locale: &str, zone: &str) -> String {
    let options = [
        ("year", "numeric"),
        ("month", "short"),
        ("day", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZoneName", "short"),
        ("timeZone", zone),
    ];
    intl::date_time(locale, &options, instant.unix_ms()).unwrap_or_else(|| instant.to_string())
}

/// The day and time that a clock showed, such as "14 May 2026, 11:30": without a zone, for the clock had none.
pub fn clock(shown: Timestamp, locale: &str) -> String {
    let options = [
        ("year", "numeric"),
        ("month", "short"),
        ("day", "numeric"),
        ("hour", "2-digit"),
        ("minute", "2-digit"),
        ("timeZone", "UTC"),
    ];
    intl::date_time(locale, &options, shown.unix_ms()).unwrap_or_else(|| shown.to_string())
}

/// The day of an instant in a time zone, such as "14 May 2026".
pub fn instant_date(instant: Timestamp, locale: &str, zone: &str) -> String {
    let options = [("dateStyle", "medium"), ("timeZone", zone)];
    intl::date_time(locale, &options, instant.unix_ms()).unwrap_or_else(|| instant.to_string())
}

/// A number with the locale's separators.
pub fn number(value: i64, locale: &str) -> String {
    intl::number(locale, &Object::new(), &value.to_string()).unwrap_or_else(|| value.to_string())
}

/// An amount of money, such as "48.200,00 €".
pub fn money(money: &Money, locale: &str) -> String {
    let digits = minor_digits(&money.currency);
    let count = digits.to_string();
    let options = intl::options(&[
        ("style", "currency"),
        ("currency", &money.currency),
        // Each browser has its own idea of them.
        ("minimumFractionDigits", &count),
        ("maximumFractionDigits", &count),
    ]);
    let decimal = exact_decimal(money.amount_minor, u32::from(digits));
    intl::number(locale, &options, &decimal).unwrap_or_else(|| format!("{decimal} {}", money.currency))
}

/// Every IANA time zone that the browser knows.
pub fn time_zones() -> Vec<String> {
    intl::supported_values("timeZone")
}

/// The English name of a currency, such as "Euro".
pub fn currency_name(code: &str) -> String {
    intl::display_name("currency", code).unwrap_or_else(|| code.to_owned())
}

/// The English name of a language, such as "German".
pub fn language_name(tag: &str) -> String {
    intl::display_name("language", tag).unwrap_or_else(|| tag.to_owned())
}

fn civil(date: CivilDate, locale: &str, style: &[(&str, &str)]) -> String {
    let options: Vec<_> = style.iter().copied().chain([("timeZone", "UTC")]).collect();
    let midnight_ms = date.date().midnight().assume_utc().unix_timestamp().saturating_mul(1_000);
    intl::date_time(locale, &options, midnight_ms).unwrap_or_else(|| date.to_string())
}

/// Minor units as a decimal number in text: exact, where a floating-point number would not be.
fn exact_decimal(amount_minor: i64, digits: u32) -> String {
    let (sign, amount) = (if amount_minor < 0 { "-" } else { "" }, amount_minor.unsigned_abs());
    let Some(unit) = 10_u64.checked_pow(digits).filter(|unit| *unit > 1) else { return format!("{sign}{amount}") };
    let width = usize::try_from(digits).unwrap_or(0);
    format!("{sign}{}.{:0width$}", amount / unit, amount % unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_rounded_to_the_nearest_unit() {
        const SECOND: i64 = 1_000;
        const MINUTE: i64 = 60 * SECOND;
        const HOUR: i64 = 60 * MINUTE;
        const DAY: i64 = 24 * HOUR;
        for (distance_ms, count, unit) in [
            (0, 0, "second"),
            (499, 0, "second"),
            (500, 1, "second"),
            (59 * SECOND, 59, "second"),
            (MINUTE - 1, 1, "minute"),
            (89 * SECOND, 1, "minute"),
            (90 * SECOND, 2, "minute"),
            (59 * MINUTE, 59, "minute"),
            (HOUR - SECOND, 1, "hour"),
            (89 * MINUTE, 1, "hour"),
            (90 * MINUTE, 2, "hour"),
            (DAY - SECOND, 24, "hour"),
            (DAY, 1, "day"),
            (3 * DAY - SECOND, 3, "day"),
            (3 * DAY, 3, "day"),
            (2 * DAY + 13 * HOUR, 3, "day"),
            (2 * DAY + 11 * HOUR, 2, "day"),
            (30 * DAY - SECOND, 30, "day"),
            (44 * DAY, 1, "month"),
            (45 * DAY, 2, "month"),
        ] {
            assert_eq!(rounded(distance_ms), (count, unit), "in {distance_ms} ms");
            assert_eq!(rounded(-distance_ms), (-count, unit), "{distance_ms} ms ago");
        }
        for extreme in [i64::MIN, i64::MAX] {
            assert_eq!(rounded(extreme).1, "month");
        }
    }

    #[test]
    fn minor_units_become_exact_decimals() {
        assert_eq!(exact_decimal(4_820_050, 2), "48200.50");
        assert_eq!(exact_decimal(5, 2), "0.05");
        assert_eq!(exact_decimal(-5, 2), "-0.05");
        assert_eq!(exact_decimal(1_200, 0), "1200");
        assert_eq!(exact_decimal(1_234, 3), "1.234");
        assert_eq!(exact_decimal(i64::MIN, 2), "-92233720368547758.08");
    }
}
