//! What stands in the place of content that is being loaded.

use leptos::prelude::*;

/// Grey lines in the place of text; screen readers hear "Loading".
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            {(0..lines).map(|_| view! { <span class="skeleton__line" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
}

/// A small spinner with words for screen readers.
#[component]
pub fn Spinner(
    /// What is being waited for.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class="spinner-box" role="status">
            <span class="spinner" aria-hidden="true"></span>
            <span class="visually-hidden">{label}</span>
        </span>
    }
}
