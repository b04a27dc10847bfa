//! What the importer wrote for the customer: plain text, never a link.

use leptos::prelude::*;
use shared::public_tracking::PublicNote;

use super::page::PartHeading;
use crate::format;

/// The notes, newest first.
#[component]
pub fn Notes(
    /// The notes.
    notes: Vec<PublicNote>,
    /// What writes the dates.
    locale: String,
    /// Who wrote them.
    importer: String,
    /// Whether the page is a preview.
    preview: bool,
) -> impl IntoView {
    let note = move |note: PublicNote| {
        let day = format::date(note.posted_on, &locale);
        view! {
            <li class="note">
                <p class="note__date">
                    <time datetime=note.posted_on.to_string() lang=locale.clone()><bdi>{day}</bdi></time>
                </p>
                <p class="note__body" dir="auto">{note.body}</p>
            </li>
        }
    };
    view! {
        <section class="part part--notes">
            <PartHeading text=format!("News from {importer}") preview/>
            {if notes.is_empty() {
                view! { <p class="part__empty">"No news yet. It will appear here."</p> }.into_any()
            } else {
                view! { <ol class="notes">{notes.into_iter().map(note).collect_view()}</ol> }.into_any()
            }}
        </section>
    }
}
