//! The entries of the tab's history. Each has a number, one more than that of the entry before it, so that the tab can be brought back
//! to the one that it left. What lies over a page has an entry of its own, whose number is negative: Back closes it and stays on the page.

use std::cell::Cell;

use wasm_bindgen::JsValue;
use web_sys::History;

use crate::browser;

/// What knows the dialogs that lie over the page; none while no dialog was opened yet.
#[derive(Clone, Copy)]
pub struct Layers {
    /// The tab has come to another entry.
    pub arrive: fn(),
    /// Leaves the entries of the dialogs, then runs this.
    pub leave_all: fn(Box<dyn FnOnce()>),
}

/// What the address of a page calls the sheet that lies over it.
pub const SHEET: &str = "sheet";

thread_local! {
    /// The entry at which the tab was seen last.
    static SEEN: Cell<f64> = Cell::new(number().abs());
    static LAYERS: Cell<Option<Layers>> = const { Cell::new(None) };
}

fn history() -> Option<History> {
    browser::window()?.history().ok()
}

fn state() -> Option<f64> {
    history()?.state().ok()?.as_f64()
}

/// The number of the entry that the tab is at.
pub fn number() -> f64 {
    state().unwrap_or_default()
}

/// Whether the entry is one of something that lies over a page.
pub fn is_over_page() -> bool {
    number() < 0.0
}

/// Adds an entry behind this one, over the page or for another one. Says whether the browser did.
pub fn push(over_page: bool, address: Option<&str>) -> bool {
    let next = number().abs() + 1.0;
    let state = JsValue::from_f64(if over_page { -next } else { next });
    let pushed = history().is_some_and(|history| history.push_state_with_url(&state, "", address).is_ok());
    if pushed {
        SEEN.set(next);
    }
    pushed
}

/// Gives this entry another address. Says whether the browser did.
pub fn replace(address: &str) -> bool {
    let state = JsValue::from_f64(number());
    history().is_some_and(|history| history.replace_state_with_url(&state, "", Some(address)).is_ok())
}

/// Leaves this entry for the one before it. The tab arrives there later.
pub fn back() {
    go_to(number().abs() - 1.0);
}

/// Goes to the entry with this number. The tab arrives there later.
#[expect(clippy::cast_possible_truncation, reason = "no history has 2^31 entries")]
pub fn go_to(entry: f64) {
    if let Some(history) = history() {
        let _ = history.go_with_delta((entry - number().abs()) as i32);
    }
}

/// The tab has come to another entry. The number of the one at which it was.
pub fn arrive() -> f64 {
    // What has none was made by a link to a place in the page.
    give_number(SEEN.get() + 1.0);
    SEEN.replace(number().abs())
}

/// The document is here: its entry gets the first number, unless it was loaded anew.
pub fn begin() {
    give_number(0.0);
}

fn give_number(number: f64) {
    if let (Some(history), None) = (history(), state()) {
        let _ = history.replace_state(&JsValue::from_f64(number), "");
    }
}

/// Tells the dialogs that the tab has come to another entry. Where there is none, an entry of one is left again: it was there before the
/// document was loaded anew.
pub fn arrive_at_layers() {
    match LAYERS.get() {
        Some(layers) => (layers.arrive)(),
        None if is_over_page() && !browser::search().contains(SHEET) => back(),
        None => {}
    }
}

/// Runs this once the tab is at the entry of the page itself.
pub fn on_page(run: Box<dyn FnOnce()>) {
    match LAYERS.get() {
        Some(layers) if is_over_page() => (layers.leave_all)(run),
        _ => run(),
    }
}

/// Hands what happens in the history to the dialogs.
pub fn set_layers(layers: Layers) {
    LAYERS.set(Some(layers));
}
