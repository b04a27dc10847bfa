//! How far something is.

use leptos::prelude::*;

/// A bar that fills; it flows where nobody can tell how far it is.
#[component]
pub fn ProgressBar(
    /// What is under way.
    #[prop(into)]
    label: String,
    /// How many hundredths are done; none where nobody can tell.
    #[prop(optional_no_strip)]
    percent: Option<u8>,
) -> impl IntoView {
    let value = percent.map(|percent| percent.to_string());
    view! { <progress class="progress-bar" max="100" value=value aria-label=label></progress> }
}
