//! What the importer wrote for the customer: plain text, never a link.

use leptos::prelude::*;
use shared::public_tracking::PublicNote;

use crate::day::Day;
use crate::heading::PartHeading;
use crate::voice::Voice;
use crate::words::Word;

/// The notes, newest first.
#[component]
pub fn Notes(
    /// The notes.
    notes: Vec<PublicNote>,
    /// Who wrote them.
    importer: String,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let heading = voice.words.fill(Word::News, "importer", &importer);
    let content = if notes.is_empty() {
        view! { <p class="part__empty">{voice.say(Word::NewsNone)}</p> }.into_any()
    } else {
        let (note_voice, notes) = (voice.clone(), notes.into_iter());
        let note = move |note: PublicNote| {
            view! {
                <li class="note">
                    <p class="note__date">
                        <Day date=note.posted_on voice=note_voice.clone() />
                    </p>
                    <p class="note__body" dir="auto">
                        {note.body}
                    </p>
                </li>
            }
        };
        view! { <ol class="notes">{notes.map(note).collect::<Vec<_>>()}</ol> }.into_any()
    };
    view! {
        <section class="part part--notes">
            <PartHeading text=heading voice />
            {content}
        </section>
    }
    .into_any()
}
