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
    const UNITS: [(i64, &str); 5] =
        [(30 * 86_400, "month"), (86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let seconds = (unix_ms - browser::now_ms()) / 1_000;
    let (length, unit) = UNITS.into_iter().find(|(length, _)| seconds.abs() >= *length).unwrap_or((1, "second"));
    intl::relative_time(locale, i32::try_from(seconds / length).ok()?, unit)
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
    fn minor_units_become_exact_decimals() {
        assert_eq!(exact_decimal(4_820_050, 2), "48200.50");
        assert_eq!(exact_decimal(5, 2), "0.05");
        assert_eq!(exact_decimal(-5, 2), "-0.05");
        assert_eq!(exact_decimal(1_200, 0), "1200");
        assert_eq!(exact_decimal(1_234, 3), "1.234");
        assert_eq!(exact_decimal(i64::MIN, 2), "-92233720368547758.08");
    }
}
