//! Until when a new key works: a number of months from today, or a day of one's own. A key works to the end of its day.

use leptos::prelude::*;
use shared::time::{CivilDate, Timestamp};
use time::{Date, Month};
use ui::browser;
use ui::components::{Choice, DateField, RadioField};
use ui::format::zone;

use crate::app::session::Staff;

/// The longest life that a key can have, in months.
const LONGEST_MONTHS: u16 = 24;
/// The value of "On another day".
const OWN_DAY: &str = "day";

/// What is chosen.
#[derive(Clone, Copy)]
pub(super) struct Expiry {
    staff: Staff,
    /// A number of months, or [`OWN_DAY`].
    span: RwSignal<String>,
    day: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl Expiry {
    pub(super) fn new(staff: Staff) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self { staff, span: text("3"), day: text(""), error: RwSignal::new(None) }
    }

    pub(super) fn clear(self) {
        self.span.set("3".to_owned());
        self.day.set(String::new());
        self.error.set(None);
    }

    /// Shows what is wrong with it.
    pub(super) fn refuse(self, sentence: String) {
        self.error.set(Some(sentence));
    }

    /// The chosen instant; else the field says what to do.
    pub(super) fn read(self) -> Option<Timestamp> {
        let instant = untrack(|| self.instant());
        self.error.set(instant.is_none().then(|| "Choose the last day on which the key works.".to_owned()));
        instant
    }

    /// The last minute of the last day, in the organisation's time zone; reactive.
    fn instant(self) -> Option<Timestamp> {
        let span = self.span.get();
        let last_day = if span == OWN_DAY {
            CivilDate::parse(&self.day.get())?
        } else {
            after_months(self.today()?.date(), span.parse().ok()?)?.into()
        };
        zone::from_local_input(&format!("{last_day}T23:59"), &self.time_zone())
    }

    fn today(self) -> Option<CivilDate> {
        zone::civil_date(Timestamp::from_unix_ms(browser::now_ms())?, &self.time_zone())
    }

    fn time_zone(self) -> String {
        self.staff.organization().time_zone
    }
}

/// The choice.
#[component]
pub(super) fn ExpiryField(expiry: Expiry) -> impl IntoView {
    let choices = vec![
        Choice::new("3", "In 3 months"),
        Choice::new("6", "In 6 months"),
        Choice::new("12", "In a year"),
        Choice::new(OWN_DAY, "On another day"),
    ];
    let own = Memo::new(move |_| expiry.span.with(|span| span == OWN_DAY));
    let span_error = Signal::derive(move || expiry.error.get().filter(|_| !own.get()));
    let meaning = move || match expiry.instant() {
        Some(instant) => format!("The key stops working on {}.", expiry.staff.formats().instant(instant)),
        None => "Choose the last day on which the key works.".to_owned(),
    };
    let days = move || {
        let today = untrack(|| expiry.today());
        let latest = today.and_then(|today| after_months(today.date(), LONGEST_MONTHS)?.previous_day());
        let text = |day: Option<CivilDate>| day.map(|day| day.to_string()).unwrap_or_default();
        (text(today), text(latest.map(CivilDate::from)))
    };
    view! {
        <div class="stack">
            <div class="choices-in-rows">
                <RadioField legend="Expires" value=expiry.span choices error=span_error />
            </div>
            <Show when=move || {
                own.get()
            }>
                {move || {
                    let (min, max) = days();
                    view! {
                        <DateField
                            label="Last day"
                            required=true
                            value=expiry.day
                            error=expiry.error
                            min
                            max
                            hint="At most two years from now."
                        />
                    }
                }}
            </Show>
            <p class="field__hint" aria-live="polite">
                {meaning}
            </p>
        </div>
    }
}

/// The same day so many months later; the last day of a month that is too short for it.
fn after_months(day: Date, months: u16) -> Option<Date> {
    let index = u16::from(u8::from(day.month())) - 1 + months;
    let month = Month::try_from(u8::try_from(index % 12 + 1).ok()?).ok()?;
    let year = day.year() + i32::from(index / 12);
    Date::from_calendar_date(year, month, day.day().min(month.length(year))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(day: &str, months: u16) -> String {
        CivilDate::from(after_months(CivilDate::parse(day).unwrap().date(), months).unwrap()).to_string()
    }

    #[test]
    fn months_keep_the_day_where_they_have_it() {
        assert_eq!(later("2026-11-23", 3), "2027-02-23");
        assert_eq!(later("2026-11-30", 3), "2027-02-28");
        assert_eq!(later("2027-11-30", 3), "2028-02-29");
        assert_eq!(later("2026-01-31", 12), "2027-01-31");
        assert_eq!(later("2026-12-31", 24), "2028-12-31");
        assert_eq!(later("2026-08-31", 6), "2027-02-28");
    }
}
