//! What stands on the screen of the tracking page: the page, or what is said in its place. The server writes it into the
//! document, the page's program takes it over: both render this one view.

use std::sync::Arc;

use leptos::prelude::*;
use shared::public_tracking::PublicTracking;

use super::unavailable::{LinkNotAvailable, NotChecked};
use super::{TrackingPage, Word, Words};

/// What is known of the link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing yet.
    Loading,
    /// It works.
    Live,
    /// It does not work.
    Dead,
    /// Nobody could be asked.
    NotChecked,
}

/// The state of the screen.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// What is known of the link.
    pub state: RwSignal<State>,
    /// What the page shows while it is live; nothing is left of it afterwards.
    pub data: RwSignal<Option<Arc<PublicTracking>>>,
    /// Whether the last look at the link failed while a page was on show.
    pub outdated: RwSignal<bool>,
    /// What has just changed, for those who do not see it.
    pub announcement: RwSignal<String>,
}

impl Screen {
    /// A screen that shows a page, or waits for one.
    pub fn new(data: Option<PublicTracking>) -> Self {
        Self {
            state: RwSignal::new(if data.is_some() { State::Live } else { State::Loading }),
            data: RwSignal::new(data.map(Arc::new)),
            outdated: RwSignal::new(false),
            announcement: RwSignal::new(String::new()),
        }
    }
}

/// The whole of what the element `#app` holds.
#[component]
pub fn ScreenView(
    /// Its state.
    screen: Screen,
    /// The words.
    words: Words,
    /// Where the calendar file with the arrival is.
    calendar: Option<String>,
    /// Looks at the link again.
    on_retry: Callback<()>,
) -> impl IntoView {
    let outdated = words.get(Word::Outdated);
    view! {
        <p class="visually-hidden" role="status">{move || screen.announcement.get()}</p>
        {move || screen.outdated.get().then(|| view! { <p class="outdated" role="status">{outdated.clone()}</p> })}
        {move || {
            let (words, calendar) = (words.clone(), calendar.clone());
            match screen.state.get() {
                State::Loading => view! { <Boot words/> }.into_any(),
                State::Live => view! { <TrackingPage data=screen.data words calendar/> }.into_any(),
                State::Dead => view! { <LinkNotAvailable words/> }.into_any(),
                State::NotChecked => view! { <NotChecked words on_retry/> }.into_any(),
            }
        }}
    }
}

/// The same waiting screen as in the document of a static host.
#[component]
fn Boot(words: Words) -> impl IntoView {
    view! {
        <div class="tracking-boot" role="status">
            <span class="visually-hidden">{words.get(Word::Loading)}</span>
            <div class="tracking-boot__line" aria-hidden="true"></div>
            <div class="tracking-boot__hero" aria-hidden="true"></div>
            <div class="tracking-boot__panel" aria-hidden="true"></div>
        </div>
    }
}
