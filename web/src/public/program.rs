//! The program around the page: it takes over what the server put into the document, asks again while it is looked at,
//! and lets go of everything the moment the link dies.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::PositionState;
use leptos::task::spawn_local;
use shared::public_tracking::PublicTracking;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{EventSource, HtmlElement};

use super::fetch::{self, Answer};
use super::read::{self, Inlined};
use super::screen::{Screen, ScreenView, State};
use super::{Word, Words, address, lightbox, visits};
use crate::browser;

const REFRESH_MS: u32 = 60_000;

/// What the head says of the vehicle, for chat apps and for the browser's haste.
const HEAD: &str = "meta[property],meta[name=description],link[as=image]";

/// Starts the page in the element `#app`.
pub fn start() {
    let Some(root) = browser::element("#app") else { return };
    let _ = any_spawner::Executor::init_wasm_bindgen();
    // Whoever it is for has read it by now, and nothing of it may outlive the link.
    browser::remove_all(HEAD);
    let inlined = browser::take_text("#tracking-data").and_then(|json| read::document(&json));
    spawn_local(async move {
        if let Some(Inlined { words, page, visit }) = inlined {
            take_a_breath().await;
            run(&root, words, Some(page), visit).await;
        } else {
            // A static host carries no words: the visitor's language decides which they are.
            let url = address::words_url(&browser::meta("importops-api"));
            let words = fetch::words(&url).await.unwrap_or_else(Words::none);
            browser::set_language(&words.language);
            run(&root, words, None, String::new()).await;
        }
    });
}

/// Lets the browser do what waits, a tap or a scroll: a slow phone would be stuck for as long as all of it takes.
async fn take_a_breath() {
    browser::sleep_ms(0).await;
}

/// Shows the page: the server's own document is hydrated, anything else makes room.
async fn run(root: &HtmlElement, words: Words, data: Option<PublicTracking>, visit: String) {
    let owner = Owner::new();
    let page = owner.with(|| {
        let is_rendered = data.is_some();
        let page = Page {
            screen: Screen::new(data),
            looks: StoredValue::new(0),
            base: StoredValue::new(browser::meta("importops-api")),
            slug: StoredValue::new(address::slug_of(&browser::path())),
            words: StoredValue::new(words.clone()),
            visit: StoredValue::new(visit),
            line: StoredValue::new_local(None),
        };
        let on_retry = Callback::new(move |()| {
            page.show(State::Loading);
            page.look();
        });
        let slug = page.slug.get_value();
        let calendar = page.base.with_value(|base| slug.map(|slug| address::calendar_url(base, &slug)));
        let view = view! { <ScreenView screen=page.screen words calendar on_retry/> };
        if is_rendered {
            std::mem::forget(view.hydrate::<true>(&Cursor::new(root.clone().into()), &PositionState::default()));
        } else {
            root.set_text_content(None);
            let mut shown = view.build();
            shown.mount(root, None);
            std::mem::forget(shown);
            page.look();
        }
        page
    });
    take_a_breath().await;
    owner.with(|| {
        page.follow();
        keep_fresh(page);
        lightbox::listen();
        count_once(page);
    });
    browser::mark_ready();
    // The page lives as long as its document.
    std::mem::forget(owner);
}

/// The page and what changes it.
#[derive(Clone, Copy)]
struct Page {
    screen: Screen,
    /// Counts the looks: only the answer to the newest one matters.
    looks: StoredValue<u32>,
    base: StoredValue<String>,
    slug: StoredValue<Option<String>>,
    words: StoredValue<Words>,
    /// Under which name the browser may remember the visit; empty when it may not.
    visit: StoredValue<String>,
    /// Where the server tells what happens to the page.
    line: StoredValue<Option<EventSource>, LocalStorage>,
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
            Answer::Live(data) => self.show_data(*data),
            Answer::Dead => self.show(State::Dead),
            Answer::Unknown if self.state() == State::Loading => self.show(State::NotChecked),
            Answer::Unknown if self.state() == State::NotChecked => {}
            Answer::Unknown => self.screen.outdated.set(true),
        }
    }

    fn show_data(self, data: PublicTracking) {
        self.screen.outdated.set(false);
        if self.screen.data.with_untracked(|shown| shown.as_deref() == Some(&data)) {
            return self.set_state(State::Live);
        }
        let changed = visits::changed(&self.revision(), &data.revision);
        let importer = data.organization.name.clone();
        browser::set_title(&[data.vehicle.title.as_str(), " · ", &data.organization.name].concat());
        self.screen.data.set(Some(Arc::new(data)));
        self.set_state(State::Live);
        self.words.with_value(|words| {
            self.screen.announcement.set(visits::describe(&changed, &importer, words));
            // What stands in the document is known one turn later.
            let words = words.clone();
            request_animation_frame(move || {
                lightbox::keep_open();
                visits::mark(&changed, &words);
            });
        });
    }

    /// Shows something that is not the page, and lets go of the page's data.
    fn show(self, state: State) {
        lightbox::close();
        self.screen.outdated.set(false);
        self.screen.announcement.set(String::new());
        let title = if state == State::Dead { Word::Unavailable } else { Word::VehicleTracking };
        browser::set_title(&self.words.with_value(|words| words.get(title)));
        self.set_state(state);
        self.screen.data.set(None);
        if state == State::Dead {
            self.hang_up();
            self.visit.with_value(|visit| visits::forget(visit));
        }
    }

    /// Lets the server tell when something happens to the page. The browser calls again when the line breaks; when it was
    /// refused, which a link that died since the document was made is, the page looks for itself.
    fn follow(self) {
        let Some(slug) = self.slug.get_value() else { return };
        let url = self.base.with_value(|base| address::events_url(base, &slug, &self.revision()));
        let Ok(line) = EventSource::new(&url) else { return };
        let heard: [(_, fn(Self)); 3] =
            [("changed", Self::look), ("gone", |page| page.show(State::Dead)), ("error", Self::look_if_refused)];
        for (event, heard) in heard {
            let listener = Closure::<dyn Fn()>::new(move || heard(self));
            let _ = line.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
            // It listens as long as there is a line.
            listener.forget();
        }
        self.hang_up();
        self.line.set_value(Some(line));
    }

    fn look_if_refused(self) {
        if self.line.with_value(|line| line.as_ref().is_some_and(|line| line.ready_state() == EventSource::CLOSED)) {
            self.look();
        }
    }

    fn hang_up(self) {
        self.line.update_value(|line| {
            if let Some(line) = line.take() {
                line.close();
            }
        });
    }

    /// Whether the server would tell if something happened.
    fn is_followed(self) -> bool {
        self.line.with_value(|line| line.as_ref().is_some_and(|line| line.ready_state() == EventSource::OPEN))
    }

    /// Marks what is new since the last visit.
    fn remember(self) {
        self.visit.with_value(|visit| {
            let revision = self.revision();
            if !revision.is_empty() && !visit.is_empty() {
                self.words.with_value(|words| visits::remember(visit, &revision, words));
            }
        });
    }

    /// Which state of the page is shown; empty while none is.
    fn revision(self) -> String {
        let revision = self.screen.data.with_untracked(|data| data.as_ref().map(|data| data.revision.clone()));
        revision.unwrap_or_default()
    }

    fn state(self) -> State {
        self.screen.state.get_untracked()
    }

    fn set_state(self, state: State) {
        if self.state() != state {
            self.screen.state.set(state);
        }
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
            page.hang_up();
            page.show(State::Loading);
        }
    });
    let _ = window_event_listener(ev::pageshow, move |event| {
        if event.persisted() {
            page.show(State::Loading);
            page.look();
            page.follow();
        }
    });
    spawn_local(async move {
        loop {
            browser::sleep_ms(REFRESH_MS).await;
            if browser::is_visible() && page.state() != State::Dead && !page.is_followed() {
                page.look();
            }
        }
    });
}

/// Counts this page open once, and marks what is new: after the page was rendered and somebody could see it, and not against their wish.
fn count_once(page: Page) {
    let counted = StoredValue::new(false);
    let visible = RwSignal::new(browser::is_visible());
    let _ = window_event_listener(ev::visibilitychange, move |_| visible.set(browser::is_visible()));
    Effect::new(move |_| {
        let rendered = page.screen.state.get() == State::Live;
        if !rendered || !visible.get() || counted.get_value() {
            return;
        }
        counted.set_value(true);
        page.remember();
        if browser::asks_not_to_be_tracked() {
            return;
        }
        let Some(slug) = page.slug.get_value() else { return };
        let url = page.base.with_value(|base| address::views_url(base, &slug));
        request_animation_frame(move || spawn_local(async move { fetch::count_view(&url).await }));
    });
}
