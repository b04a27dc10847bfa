//! Where the app is, and how it goes elsewhere. The table of pages decides what is shown there (`shared::app_page`); what is
//! not in it is left to the browser.

use js_sys::encode_uri_component;
use leptos::ev;
use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::browser;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlAnchorElement, MouseEvent, Node, UrlSearchParams};

/// The address of the page, in the context of the app.
#[derive(Clone, Copy)]
pub struct Location {
    address: RwSignal<Address>,
}

#[derive(Clone, PartialEq)]
struct Address {
    path: String,
    query: String,
}

impl Address {
    /// Where the document is.
    fn current() -> Self {
        let query = browser::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
        Self { path: browser::path(), query: query.trim_start_matches('?').to_owned() }
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
}

impl Location {
    /// Follows the browser, and links to pages of the app.
    pub fn provide() {
        let location = Self { address: RwSignal::new(Address::current()) };
        let moved = window_event_listener(ev::popstate, move |_| location.read());
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

    /// Goes to an address of the app.
    pub fn go(self, to: &str, go: Go) {
        let Some(window) = browser::window() else { return };
        let Ok(history) = window.history() else { return };
        let gone = match go {
            Go::On => history.push_state_with_url(&JsValue::NULL, "", Some(to)),
            Go::Instead | Go::Filter => history.replace_state_with_url(&JsValue::NULL, "", Some(to)),
        };
        if gone.is_ok() {
            self.read();
            if go != Go::Filter {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        }
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
        self.go(&to, if to == self.now() { Go::Instead } else { Go::On });
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
