//! Where the app is, and how it goes elsewhere. The table of pages decides what is shown there (`shared::app_page`); what is
//! not in it is left to the browser.

use js_sys::encode_uri_component;
use leptos::ev;
use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::{browser, history, unsaved};
use wasm_bindgen::JsCast;
use web_sys::{HtmlAnchorElement, MouseEvent, Node, UrlSearchParams};

/// The address of the page, in the context of the app.
#[derive(Clone, Copy)]
pub struct Location {
    address: RwSignal<Address>,
    /// Whether somebody who leaves a page is being asked about what was typed there.
    pub asking: RwSignal<bool>,
    /// Where they go if they want to.
    next: StoredValue<Option<Next>>,
    /// Whether the tab was brought back for the question, and is on its way.
    returning: StoredValue<bool>,
    /// Whether they were asked.
    sure: StoredValue<bool>,
    left: StoredValue<Left>,
}

/// Where a page is left for.
#[derive(Clone)]
enum Next {
    /// An address of the app.
    Address(String, Go),
    /// The entry of the history with this number.
    Entry(f64),
    /// The end of the session, or whatever else ends the page.
    End(Callback<()>),
}

/// The page that was left last.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Left {
    /// Its address.
    pub address: String,
    /// How far down it stood, in pixels; none where that is the browser's.
    pub scrolled: Option<f64>,
    /// Whether it was left for a page that had been left before.
    pub is_return: bool,
}

#[derive(Clone, PartialEq)]
struct Address {
    path: String,
    query: String,
}

impl Address {
    /// Where the document is.
    fn current() -> Self {
        Self { path: browser::path(), query: browser::search().trim_start_matches('?').to_owned() }
    }
}

/// What becomes of the page that is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Go {
    /// The back button leads to it.
    On,
    /// The back button does not lead to it.
    Instead,
    /// It is the same page with other filters, and stays where it is.
    Filter,
    /// The back button leads to it, and where it leads was left before.
    Back,
}

impl Location {
    /// Follows the browser, and links to pages of the app.
    pub fn provide() {
        let location = Self {
            address: RwSignal::new(Address::current()),
            asking: RwSignal::new(false),
            next: StoredValue::new(None),
            returning: StoredValue::new(false),
            sure: StoredValue::new(false),
            left: StoredValue::new(Left::default()),
        };
        history::begin();
        history::arrive_at_layers();
        let moved = window_event_listener(ev::popstate, move |_| location.arrive());
        let clicked = window_event_listener(ev::click, move |event| location.follow(&event));
        on_cleanup(move || {
            moved.remove();
            clicked.remove();
        });
        provide_context(location);
    }

    /// The path; reactive.
    pub fn path(self) -> Memo<String> {
        Memo::new(move |_| self.address.with(|address| address.path.clone()))
    }

    /// What the address asks of the page; reactive.
    pub fn query(self) -> Memo<Query> {
        Memo::new(move |_| self.address.with(|address| Query(address.query.clone())))
    }

    /// The path and the query as they are now.
    pub fn now(self) -> String {
        self.address.with_untracked(
            |Address { path, query }| {
                if query.is_empty() { path.clone() } else { format!("{path}?{query}") }
            },
        )
    }

    /// The page that was left last.
    pub fn left(self) -> Left {
        self.left.get_value()
    }

    fn note_left(self, scrolled: Option<f64>, is_return: bool) {
        self.left.set_value(Left { address: self.now(), scrolled, is_return });
    }

    /// Goes to an address of the app. Whoever leaves something unsaved for it is asked first.
    pub fn go(self, to: &str, go: Go) {
        let to = to.to_owned();
        match go {
            Go::Filter => self.show(&to, go),
            Go::On | Go::Back if unsaved::is_any() => {
                self.next.set_value(Some(Next::Address(to, go)));
                self.asking.set(true);
            }
            Go::On | Go::Back | Go::Instead => history::on_page(Box::new(move || self.show(&to, go))),
        }
    }

    /// Does what ends the page, after the question if something is unsaved on it.
    pub fn end(self, end: Callback<()>) {
        if unsaved::is_any() {
            self.next.set_value(Some(Next::End(end)));
            self.asking.set(true);
        } else {
            end.run(());
        }
    }

    /// Goes where the question was about.
    pub fn leave(self) {
        self.asking.set(false);
        let Some(next) = self.next.try_update_value(Option::take).flatten() else { return };
        history::on_page(Box::new(move || match next {
            Next::Address(to, go) => self.show(&to, go),
            Next::End(end) => end.run(()),
            Next::Entry(number) => {
                self.sure.set_value(true);
                history::go_to(number);
            }
        }));
    }

    fn show(self, to: &str, go: Go) {
        let scrolled = browser::window().and_then(|window| window.scroll_y().ok());
        let adds = matches!(go, Go::On | Go::Back);
        let gone = if adds { history::push(false, Some(to)) } else { history::replace(to) };
        if gone {
            self.note_left(scrolled, go == Go::Back);
            self.read();
            if let (true, Some(window)) = (go != Go::Filter, browser::window()) {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        }
    }

    /// The tab has come to another entry of its history. If something is unsaved on the page that it left for that, it is brought back, and
    /// the question put there.
    fn arrive(self) {
        let before = history::arrive();
        let leaves = self.address.with_untracked(|address| address.path != browser::path());
        if leaves && !self.sure.get_value() && unsaved::is_any() {
            self.next.set_value(Some(Next::Entry(history::number().abs())));
            self.returning.set_value(true);
            history::go_to(before);
            return;
        }
        self.sure.set_value(false);
        if self.returning.get_value() {
            self.returning.set_value(false);
            self.asking.set(true);
        }
        if self.address.with_untracked(|address| *address != Address::current()) {
            self.note_left(None, true);
        }
        self.read();
        history::arrive_at_layers();
    }

    fn read(self) {
        let now = Address::current();
        if self.address.with_untracked(|address| *address != now) {
            self.address.set(now);
        }
    }

    /// Follows a link to a page of the app, unless it is to be opened elsewhere, or is not one.
    fn follow(self, event: &MouseEvent) {
        let is_special = event.meta_key() || event.alt_key() || event.ctrl_key() || event.shift_key();
        if event.default_prevented() || event.button() != 0 || is_special {
            return;
        }
        let node = event.target().and_then(|target| target.dyn_into::<Node>().ok());
        let element =
            node.and_then(|node| node.dyn_ref::<web_sys::Element>().cloned().or_else(|| node.parent_element()));
        let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
        let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else { return };
        let is_elsewhere =
            !link.target().is_empty() || link.has_attribute("download") || link.rel().contains("external");
        let is_place = !link.hash().is_empty();
        if is_elsewhere || is_place || link.origin() != browser::origin() || AppPage::at(&link.pathname()).is_none() {
            return;
        }
        event.prevent_default();
        let to = format!("{}{}", link.pathname(), link.search());
        let go = if to == self.now() {
            Go::Instead
        } else if link.has_attribute("data-back") {
            Go::Back
        } else {
            Go::On
        };
        self.go(&to, go);
    }
}

/// Where the app is.
pub fn use_location() -> Location {
    expect_context()
}

/// What stands behind `?` in an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query(String);

impl Query {
    /// The value of this name.
    pub fn get(&self, name: &str) -> Option<String> {
        UrlSearchParams::new_with_str(&self.0).ok()?.get(name)
    }

    /// The query with one more value; none that is empty.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.0.push_str(if self.0.is_empty() { "" } else { "&" });
            self.0.push_str(name);
            self.0.push('=');
            self.0.push_str(&String::from(encode_uri_component(value)));
        }
        self
    }

    /// The address of a page with this query.
    pub fn of(&self, page: impl ToString) -> String {
        let page = page.to_string();
        if self.0.is_empty() { page } else { format!("{page}?{}", self.0) }
    }
}

/// Leads on to another page.
#[component]
pub fn Redirect(
    /// Its address.
    to: String,
) -> impl IntoView {
    let location = use_location();
    Effect::new(move || location.go(&to, Go::Instead));
}
