//! The page as a string, for the document that the server answers.

use leptos::prelude::*;
use leptos::reactive::diagnostics::SpecialNonReactiveZone;
use shared::public_tracking::PublicTracking;

use crate::layout::{PageLinks, main};
use crate::unavailable::{LinkNotAvailable, NotChecked};
use crate::words::{Word, Words};

/// The marks with which Leptos would find its parts again: nothing looks for them.
const MARKS: [&str; 2] = ["<!>", "<!---->"];

/// What takes the place of the page, in the elements `#dead` and `#offline` of the document.
#[derive(Debug)]
pub struct States {
    /// When the link is dead.
    pub dead: String,
    /// When it cannot be known whether the page is true.
    pub offline: String,
}

/// Renders what takes the place of a page: the same for all pages in a language.
pub fn render_states(words: &Words) -> States {
    let _written_once = SpecialNonReactiveZone::enter();
    Owner::new().with(|| States {
        dead: html(view! { <LinkNotAvailable words=words.clone() /> }),
        offline: html(view! { <NotChecked words=words.clone() /> }),
    })
}

/// Renders a page, for the element `#app`. Text and attributes are escaped, so a mark is never a part of them.
pub fn render(data: PublicTracking, words: &Words, links: PageLinks) -> String {
    // It is written once: that nothing follows the signals is meant to be so.
    let _written_once = SpecialNonReactiveZone::enter();
    Owner::new().with(|| {
        let outdated = words.get(Word::Outdated);
        html(view! {
            <p class="tracking-news visually-hidden" role="status"></p>
            <p class="outdated" role="status" data-text=outdated></p>
            {main(data, links, words)}
        })
    })
}

fn html(view: impl IntoView) -> String {
    MARKS.iter().fold(view.into_view().to_html(), |html, mark| html.replace(mark, ""))
}
