//! The page as a string, for the document that the server answers. The page's program hydrates exactly this.

use leptos::prelude::*;
use leptos::reactive::diagnostics::SpecialNonReactiveZone;
use shared::public_tracking::PublicTracking;

use super::Words;
use super::screen::{Screen, ScreenView};

/// The marks between the parts, as Leptos writes them, and as HTML has it.
const MARKS: (&str, &str) = ("<!>", "<!---->");

/// What the element `#app` of the document holds. Text and attributes are escaped, so a mark is never a part of them.
pub fn render(data: PublicTracking, words: Words, calendar: String) -> String {
    // It is written once: that nothing follows the signals is meant to be so.
    let _written_once = SpecialNonReactiveZone::enter();
    let owner = Owner::new();
    let html = owner.with(|| {
        let screen = Screen::new(Some(data));
        view! { <ScreenView screen words calendar=Some(calendar) on_retry=Callback::new(|()| ())/> }.to_html()
    });
    html.replace(MARKS.0, MARKS.1)
}
