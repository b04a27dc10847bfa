//! The program around the page: it shows what the document carries, asks again while it is looked at, and lets go of
//! everything the moment the link dies.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::public_tracking::PublicTracking;

use super::fetch::{self, Answer};
use super::{LinkNotAvailable, NotChecked, TrackingPage, address, lightbox};
use crate::browser;

const REFRESH_MS: u32 = 60_000;

/// Starts the page in the element `#app`.
pub fn start() {
    let Some(root) = browser::element("#app") else { return };
    let inlined = browser::take_text("#tracking-data").and_then(|json| serde_json::from_str(&json).ok());
    root.set_text_content(None);
    leptos::mount::mount_to(root, move || view! { <Program inlined/> }).forget();
}

#[derive(Clone, PartialEq)]
enum State {
    Loading,
    Live(Box<PublicTracking>),
    Dead,
    NotChecked,
}

/// The state of the page and what changes it.
#[derive(Clone, Copy)]
struct Page {
    state: RwSignal<State>,
    /// Whether the last look at the link failed while a page was on show.
    outdated: RwSignal<bool>,
    /// Counts the looks: only the answer to the newest one matters.
    looks: StoredValue<u32>,
    base: StoredValue<String>,
    slug: StoredValue<Option<String>>,
}

impl Page {
    fn look(self) {
        let Some(slug) = self.slug.get_value() else { return self.show(State::Dead) };
        let look = self.looks.with_value(|looks| looks.wrapping_add(1));
        self.looks.set_value(look);
        let url = self.base.with_value(|base| address::data_url(base, &slug));
        spawn_local(async move {
            let answer = fetch::load(&url).await;
            if self.looks.try_get_value() == Some(look) {
                self.take(answer);
            }
        });
    }

    fn take(self, answer: Answer) {
        match answer {
            Answer::Live(data) => self.show(State::Live(data)),
            Answer::Dead => self.show(State::Dead),
            Answer::Unknown if self.state.with_untracked(|state| matches!(state, State::Loading)) => {
                self.show(State::NotChecked);
            }
            Answer::Unknown => self.outdated.set(true),
        }
    }

    fn show(self, state: State) {
        self.outdated.set(false);
        match &state {
            State::Live(data) => {
                browser::set_title(&format!("{} · {}", data.vehicle.title, data.organization.name));
            }
            State::Dead => browser::set_title("Link not available"),
            State::Loading | State::NotChecked => browser::set_title("Vehicle tracking"),
        }
        if self.state.with_untracked(|current| *current != state) {
            // What it shows belongs to what was shown until now.
            lightbox::close();
            self.state.set(state);
        }
    }

    fn is_dead(self) -> bool {
        self.state.with_untracked(|state| matches!(state, State::Dead))
    }
}

#[component]
fn Program(inlined: Option<PublicTracking>) -> impl IntoView {
    let page = Page {
        state: RwSignal::new(State::Loading),
        outdated: RwSignal::new(false),
        looks: StoredValue::new(0),
        base: StoredValue::new(browser::meta("importops-api")),
        slug: StoredValue::new(address::slug_of(&browser::path())),
    };
    match inlined {
        Some(data) => page.show(State::Live(Box::new(data))),
        None => page.look(),
    }
    keep_fresh(page);
    lightbox::listen();
    count_once(page);
    view! {
        <Show when=move || page.outdated.get()>
            <p class="outdated" role="status">"You are offline; this may be out of date."</p>
        </Show>
        {move || match page.state.get() {
            State::Loading => view! { <Boot/> }.into_any(),
            State::Live(data) => view! { <TrackingPage data=Signal::stored(*data)/> }.into_any(),
            State::Dead => view! { <LinkNotAvailable/> }.into_any(),
            State::NotChecked => {
                let retry = Callback::new(move |()| {
                    page.show(State::Loading);
                    page.look();
                });
                view! { <NotChecked on_retry=retry/> }.into_any()
            }
        }}
    }
}

/// The same waiting screen as in `web/html/tracking.html`.
#[component]
fn Boot() -> impl IntoView {
    view! {
        <div class="tracking-boot" role="status">
            <span class="visually-hidden">"Loading"</span>
            <div class="tracking-boot__line" aria-hidden="true"></div>
            <div class="tracking-boot__hero" aria-hidden="true"></div>
            <div class="tracking-boot__panel" aria-hidden="true"></div>
        </div>
    }
}

fn keep_fresh(page: Page) {
    // `visibilitychange` is an event of the document that bubbles to the window.
    let _ = window_event_listener(ev::visibilitychange, move |_| {
        if browser::is_visible() {
            page.look();
        }
    });
    // A page put into the back-forward cache would come back as it was, even if the link died meanwhile: nothing is
    // left in it, and what comes back asks first.
    let _ = window_event_listener(ev::pagehide, move |event| {
        if event.persisted() {
            page.looks.update_value(|looks| *looks = looks.wrapping_add(1));
            page.show(State::Loading);
        }
    });
    let _ = window_event_listener(ev::pageshow, move |event| {
        if event.persisted() {
            page.show(State::Loading);
            page.look();
        }
    });
    spawn_local(async move {
        loop {
            browser::sleep_ms(REFRESH_MS).await;
            if browser::is_visible() && !page.is_dead() {
                page.look();
            }
        }
    });
}

/// Counts this page open once: after the page was rendered and somebody could see it, and not against their wish.
fn count_once(page: Page) {
    if browser::asks_not_to_be_tracked() {
        return;
    }
    let counted = StoredValue::new(false);
    let visible = RwSignal::new(browser::is_visible());
    let _ = window_event_listener(ev::visibilitychange, move |_| visible.set(browser::is_visible()));
    Effect::new(move |_| {
        let rendered = page.state.with(|state| matches!(state, State::Live(_)));
        if !rendered || !visible.get() || counted.get_value() {
            return;
        }
        counted.set_value(true);
        let Some(slug) = page.slug.get_value() else { return };
        let url = page.base.with_value(|base| address::views_url(base, &slug));
        request_animation_frame(move || spawn_local(async move { fetch::count_view(&url).await }));
    });
}
