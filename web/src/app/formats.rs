//! How staff read dates, times, numbers and money: words in English, as the app is, with the order and the clock of the
//! organisation's country; figures in the organisation's locale; times in its time zone.

use shared::money::Money;
use shared::organization::Organization;
use shared::time::{CivilDate, Timestamp};

use crate::format;

/// The formats of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats {
    words: String,
    figures: String,
    time_zone: String,
}

impl Formats {
    /// The formats of this organisation.
    pub fn of(organization: &Organization) -> Self {
        Self {
            words: format!("en-{}", organization.country),
            figures: organization.locale.clone(),
            time_zone: organization.time_zone.clone(),
        }
    }

    /// A day.
    pub fn date(&self, date: CivilDate) -> String {
        format::date_short(date, &self.words)
    }

    /// An instant, in the organisation's time zone.
    pub fn instant(&self, instant: Timestamp) -> String {
        format::instant(instant, &self.words, &self.time_zone)
    }

    /// A whole number.
    pub fn number(&self, number: i64) -> String {
        format::number(number, &self.figures)
    }

    /// An amount of money.
    pub fn money(&self, money: &Money) -> String {
        format::money(money, &self.figures)
    }
}
