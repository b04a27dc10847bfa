//! The headings of the page.

use leptos::prelude::*;

use crate::voice::Voice;

/// The heading of a part: one level lower inside another page.
#[component]
pub fn PartHeading(
    /// Its words.
    text: String,
    /// Its class.
    #[prop(default = "part__title")]
    class: &'static str,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    if voice.is_preview() {
        view! { <h4 class=class>{text}</h4> }.into_any()
    } else {
        view! { <h2 class=class>{text}</h2> }.into_any()
    }
}
