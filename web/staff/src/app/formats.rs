//! How staff read dates, times, numbers and money: in English, as the app is; dates with the order and the clock of the
//! organisation's country, times in its time zone.

use shared::capture_time::CaptureTime;
use shared::language::page_locale;
use shared::money::Money;
use shared::organization::Organization;
use shared::time::{CivilDate, Timestamp};
use ui::format;

/// One notation for numbers beside English words, whatever the country: "48,200" and "48.200" in one app would be read
/// as two different numbers.
const FIGURES: &str = "en";

/// The formats of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats {
    dates: String,
    time_zone: String,
}

impl Formats {
    /// The formats of this organisation.
    pub fn of(organization: &Organization) -> Self {
        Self {
            dates: page_locale("en", &format!("und-{}", organization.country)),
            time_zone: organization.time_zone.clone(),
        }
    }

    /// A day.
    pub fn date(&self, date: CivilDate) -> String {
        format::date_short(date, &self.dates)
    }

    /// A day, without the year if it is the one of another day.
    pub fn date_near(&self, date: CivilDate, near: CivilDate) -> String {
        if date.date().year() == near.date().year() { format::date_of_year(date, &self.dates) } else { self.date(date) }
    }

    /// An instant, in the organisation's time zone.
    pub fn instant(&self, instant: Timestamp) -> String {
        format::instant(instant, &self.dates, &self.time_zone)
    }

    /// How far away an instant is, such as "2 hours ago" or "in 3 days".
    pub fn relative(&self, instant: Timestamp) -> String {
        format::relative(instant, FIGURES).unwrap_or_else(|| self.instant(instant))
    }

    /// Which day it is where the organisation works.
    pub fn today(&self) -> Option<CivilDate> {
        format::today(&self.time_zone)
    }

    /// How long ago an instant was, such as "2 hours ago".
    pub fn ago(&self, instant: Timestamp) -> String {
        format::ago(instant, FIGURES).unwrap_or_else(|| self.instant(instant))
    }

    /// When a photo was taken, as the camera's clock showed it, with its offset from UTC if that is known.
    pub fn capture_time(&self, time: CaptureTime) -> String {
        let shown = time.as_if_utc().map_or_else(|| time.to_string(), |shown| format::clock(shown, &self.dates));
        time.offset().map_or(shown.clone(), |offset| format!("{shown} (UTC{offset})"))
    }
}

/// So many days from today, such as "in 5 days".
pub fn relative_days(days: i32) -> String {
    format::relative_days(days, FIGURES).unwrap_or_default()
}

/// A whole number.
pub fn number(number: i64) -> String {
    format::number(number, FIGURES)
}

/// An amount of money.
pub fn money(money: &Money) -> String {
    format::money(money, FIGURES)
}
