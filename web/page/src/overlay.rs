//! What lies over a whole page has an entry of its own in the history of the tab: Back closes it instead of leaving the page,
//! and however else it was closed, its entry is left again.

use std::cell::Cell;

use ui::browser;
use wasm_bindgen::JsValue;
use web_sys::History;

thread_local! {
    /// Whether the way back was begun and has not arrived yet: going twice would leave the page.
    static LEAVING: Cell<bool> = const { Cell::new(false) };
}

/// Adds the entry of what opened; not while the tab is still on its way out of another one.
pub fn enter() {
    if let (Some(history), false) = (history(), LEAVING.get()) {
        let _ = history.push_state(&JsValue::TRUE, "");
    }
}

/// Leaves the entry of what is closed, if the tab is at one.
pub fn leave() {
    if let (Some(history), true) = (history(), is_entered())
        && !LEAVING.replace(true)
    {
        let _ = history.back();
    }
}

/// Notes that the tab has come to another entry, and says whether it was on its way out of one.
pub fn arrive() -> bool {
    LEAVING.replace(false)
}

/// Whether the tab is at such an entry.
pub fn is_entered() -> bool {
    history().and_then(|history| history.state().ok()).is_some_and(|state| state == JsValue::TRUE)
}

fn history() -> Option<History> {
    browser::window()?.history().ok()
}
