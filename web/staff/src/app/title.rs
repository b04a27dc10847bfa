//! The title of the document, which is also what a screen reader says of a tab.

use leptos::prelude::*;
use ui::browser;

/// Gives the document this title while the page is shown.
#[component]
pub fn DocumentTitle(
    /// What the page is about.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    Effect::new(move || browser::set_title(&format!("{} · ImportOps", text.get())));
}
