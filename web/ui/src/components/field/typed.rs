//! What has been typed so far. From a date of which a part is missing, and from a number that is none, a browser reads `""`,
//! and writing that back wipes the parts that stand. So nothing is written back while somebody types, the value of the field
//! is [`HALF_TYPED`] until it is whole or empty, and nothing is saved meanwhile: [`stops`] asks the fields before the main
//! action of a view, for a button, and [`guard_forms`] before a form is sent.

use leptos::html;
use leptos::prelude::*;
use shared::time::CivilDate;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlInputElement, MouseEvent};

use crate::browser;

/// The value of a field that is half typed: no date, no number, nothing that a page could read as one or as nothing.
pub const HALF_TYPED: &str = "\u{2026}";

/// An input, its value, and what it says of itself.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) element: NodeRef<html::Input>,
    value: RwSignal<String>,
    complaint: RwSignal<Option<String>>,
}

impl Typed {
    pub(super) fn new(value: RwSignal<String>) -> Self {
        let typed = Self { element: NodeRef::new(), value, complaint: RwSignal::new(None) };
        Effect::new(move || typed.show());
        typed
    }

    /// What is wrong with the field: that it is half typed, else what the page says.
    pub(super) fn error(self, page: Signal<Option<String>>) -> Signal<Option<String>> {
        Signal::derive(move || self.complaint.get().or_else(|| page.get()))
    }

    /// Takes over what the field holds now.
    pub(super) fn take(self) {
        let Some(input) = self.input() else { return };
        let now = if is_half_typed(&input) {
            HALF_TYPED.to_owned()
        } else {
            self.complaint.set(None);
            input.value()
        };
        if self.value.with_untracked(|value| *value != now) {
            self.value.set(now);
        }
    }

    /// Takes it over, and says so if it is half typed.
    pub(super) fn check(self) {
        self.take();
        if let Some(input) = self.input().filter(is_half_typed) {
            self.complaint.set(Some(complaint(&kind_of(&input)).to_owned()));
        }
    }

    /// The element. There is none for the `blur` of a field that is being taken away, which comes when nothing else of it is left.
    fn input(self) -> Option<HtmlInputElement> {
        self.element.try_get_untracked().flatten()
    }

    /// Shows what the page says, unless that is what stands there.
    fn show(self) {
        let (Some(input), value) = (self.element.get(), self.value.get()) else { return };
        if value == HALF_TYPED {
            // A field that was built again starts empty, and is what it looks like.
            self.take();
        } else if input.value() != value || is_half_typed(&input) {
            input.set_value(&value);
            self.complaint.set(None);
        }
    }
}

/// Whether a field in this part of the page is half typed. It then says so and has the focus; whoever asks does nothing.
pub fn stops(scope: &Element) -> bool {
    let Ok(inputs) = scope.query_selector_all("input") else { return false };
    let inputs = (0..inputs.length()).filter_map(|index| inputs.item(index)?.dyn_into::<HtmlInputElement>().ok());
    let mut first = None;
    for input in inputs.filter(is_half_typed) {
        if let Ok(event) = Event::new("invalid") {
            let _ = input.dispatch_event(&event);
        }
        first.get_or_insert(input);
    }
    first.is_some_and(|input| {
        let _ = input.focus();
        true
    })
}

/// Whether a button that was pressed may not act, because a field of its dialog or form is half typed.
pub fn stops_press(event: &MouseEvent) -> bool {
    let button = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let scope = button.and_then(|button| button.closest("dialog, form").ok().flatten());
    scope.is_some_and(|scope| stops(&scope))
}

/// Keeps every form from being sent while a field of it is half typed, also by the Enter key.
pub fn guard_forms() {
    let guard = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let form = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if form.is_some_and(|form| stops(&form)) {
            event.prevent_default();
            event.stop_immediate_propagation();
        }
    });
    if let Some(window) = browser::window() {
        // On the way down, before the page that the form belongs to hears of it.
        let callback = guard.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback_and_bool("submit", callback, true);
        guard.forget();
    }
}

fn is_half_typed(input: &HtmlInputElement) -> bool {
    input.validity().bad_input() || !could_be(&kind_of(input), &input.value())
}

/// The type that was asked for: an engine without it has a field for text instead.
fn kind_of(input: &HtmlInputElement) -> String {
    input.get_attribute("type").unwrap_or_default()
}

/// Whether a field of this type may have this value.
fn could_be(kind: &str, value: &str) -> bool {
    match kind {
        _ if value.is_empty() => true,
        "date" => CivilDate::parse(value).is_some(),
        "datetime-local" => value.split_once('T').is_some_and(|(day, time)| {
            CivilDate::parse(day).is_some()
                && time.len() >= 5
                && !time.contains(|c: char| !matches!(c, '0'..='9' | ':' | '.'))
        }),
        _ => true,
    }
}

fn complaint(kind: &str) -> &'static str {
    match kind {
        "date" => "Enter the full date, or clear it.",
        "datetime-local" => "Enter the full date and time, or clear it.",
        "number" => "Enter a number, or clear it.",
        _ => "Complete this, or clear it.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_date_is_a_date() {
        assert!(could_be("date", ""));
        assert!(could_be("date", "2026-05-14"));
        for half in ["2026-05-", "14 May", "2026-02-30", HALF_TYPED] {
            assert!(!could_be("date", half), "{half}");
        }
    }

    #[test]
    fn only_a_whole_time_of_a_day_is_one() {
        assert!(could_be("datetime-local", ""));
        assert!(could_be("datetime-local", "2026-05-14T09:30"));
        assert!(could_be("datetime-local", "2026-05-14T09:30:15.5"));
        for half in ["2026-05-14", "2026-05-14T", "2026-05-14T09", "2026-05-14Tnoon!", "T09:30", HALF_TYPED] {
            assert!(!could_be("datetime-local", half), "{half}");
        }
    }

    #[test]
    fn text_is_never_half_typed() {
        assert!(could_be("text", HALF_TYPED));
        assert!(could_be("email", "kim@"));
    }
}
