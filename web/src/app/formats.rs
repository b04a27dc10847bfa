//! How staff read dates, times, numbers and money: in English words, with the conventions of the organisation's
//! country, in the organisation's time zone.

use shared::money::Money;
use shared::organization::Organization;
use shared::time::{CivilDate, Timestamp};

use crate::format;

/// The formats of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats {
    locale: String,
    time_zone: String,
}

impl Formats {
    /// The formats of this organisation.
    pub fn of(organization: &Organization) -> Self {
        Self { locale: format!("en-{}", organization.country), time_zone: organization.time_zone.clone() }
    }

    /// The BCP 47 tag.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// The IANA time zone.
    pub fn time_zone(&self) -> &str {
        &self.time_zone
    }

    /// A day.
    pub fn date(&self, date: CivilDate) -> String {
        format::date_short(date, &self.locale)
    }

    /// An instant, in the organisation's time zone.
    pub fn instant(&self, instant: Timestamp) -> String {
        format::instant(instant, &self.locale, &self.time_zone)
    }

    /// A whole number.
    pub fn number(&self, number: i64) -> String {
        format::number(number, &self.locale)
    }

    /// An amount of money.
    pub fn money(&self, money: &Money) -> String {
        format::money(money, &self.locale)
    }
}
