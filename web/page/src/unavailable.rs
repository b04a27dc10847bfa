//! What stands in the place of a page that cannot be shown. It knows nothing of the vehicle or the organisation.

use leptos::prelude::*;

use crate::words::{Word, Words};

/// The link does not work: the same words and markup as `web/html/not-available.html`, which the server sends.
#[component]
pub fn LinkNotAvailable(
    /// The words.
    words: Words,
) -> impl IntoView {
    view! {
        <main class="unavailable">
            <div class="unavailable__card">
                <BrokenRoute />
                <h1 class="unavailable__title">{words.get(Word::Unavailable)}</h1>
                <p class="unavailable__text">{words.get(Word::UnavailableText)}</p>
                <p class="unavailable__text">{words.get(Word::UnavailableAdvice)}</p>
            </div>
        </main>
    }
}

/// Whether the link works cannot be found out: there is no connection, or there was none for so long that what was shown may
/// not be true any more. The heart (`web/page/scripts/place.js`) takes out the sentence that does not apply.
#[component]
pub fn NotChecked(
    /// The words.
    words: Words,
) -> impl IntoView {
    view! {
        <main class="unavailable">
            <div class="unavailable__card">
                <BrokenRoute />
                <h1 class="unavailable__title">{words.get(Word::Offline)}</h1>
                <p class="unavailable__text" data-offline="">
                    {words.get(Word::OfflineText)}
                </p>
                <p class="unavailable__text" data-stale="">
                    {words.get(Word::Stale)}
                </p>
                <button class="unavailable__button" type="button" data-retry="">
                    {words.get(Word::TryAgain)}
                </button>
            </div>
        </main>
    }
}

#[component]
fn BrokenRoute() -> impl IntoView {
    view! {
        <svg
            class="unavailable__art"
            viewBox="0 0 120 72"
            fill="none"
            stroke="currentColor"
            stroke-width="2"
            stroke-linecap="round"
            aria-hidden="true"
            focusable="false"
        >
            <path class="unavailable__route" d="M14 52C26 24 42 18 52 26"></path>
            <path class="unavailable__route" d="M70 42C82 50 96 42 106 20"></path>
            <circle cx="14" cy="54" r="5"></circle>
            <circle cx="106" cy="16" r="5"></circle>
            <path d="M57 31l-3 7M66 32l-4 8"></path>
        </svg>
    }
}
