//! The page as a string, for the document that the server answers.

use leptos::prelude::*;
use leptos::reactive::diagnostics::SpecialNonReactiveZone;
use shared::public_tracking::PublicTracking;

use crate::layout::main;
use crate::unavailable::{LinkNotAvailable, NotChecked};
use crate::words::{Word, Words};

/// The marks with which Leptos would find its parts again: nothing looks for them.
const MARKS: [&str; 2] = ["<!>", "<!---->"];

/// What the elements `#app`, `#dead` and `#offline` of the document hold.
#[derive(Debug)]
pub struct Parts {
    /// The page.
    pub content: String,
    /// What takes its place when the link is dead.
    pub dead: String,
    /// What takes its place when it cannot be known whether the page is true.
    pub offline: String,
}

/// Renders a page. Text and attributes are escaped, so a mark is never a part of them.
pub fn render(data: PublicTracking, words: &Words, calendar: String) -> Parts {
    // It is written once: that nothing follows the signals is meant to be so.
    let _written_once = SpecialNonReactiveZone::enter();
    let owner = Owner::new();
    owner.with(|| {
        let outdated = words.get(Word::Outdated);
        let around = view! {
            <p class="tracking-news visually-hidden" role="status"></p>
            <p class="outdated" role="status" data-text=outdated></p>
            {main(data, calendar, words)}
        };
        Parts {
            content: html(around),
            dead: html(view! { <LinkNotAvailable words=words.clone() /> }),
            offline: html(view! { <NotChecked words=words.clone() /> }),
        }
    })
}

fn html(view: impl IntoView) -> String {
    MARKS.iter().fold(view.into_view().to_html(), |html, mark| html.replace(mark, ""))
}
