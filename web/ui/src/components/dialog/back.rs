//! Back closes what lies over the page instead of leaving it: every open dialog has an entry in the history of the tab. However else it
//! was closed, its entry is left again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::UrlSearchParams;

use crate::browser;
use crate::history::{self, Layers, SHEET};

/// How long the page that comes waits for the browser to go back.
const PATIENCE_MS: u32 = 1_000;

/// An open dialog.
struct Layer {
    id: u32,
    /// The number of its entry; none while that has still to be made.
    entry: Option<f64>,
    /// What the address calls it.
    address: Option<&'static str>,
    /// Asks it to close, and says whether it did.
    close: Rc<dyn Fn() -> bool>,
}

thread_local! {
    /// The open dialogs, the lowest first.
    static STACK: RefCell<Vec<Layer>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
    /// Whether the way back was begun and has not arrived yet: going twice would leave the page.
    static GOING: Cell<bool> = const { Cell::new(false) };
    /// What waits until the tab is at the entry of the page.
    static WAITING: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Adds an entry to the history while the dialog is open, and asks it to close when the tab leaves that. With an `address`, that of the
/// page names it as long as it is open.
pub(super) fn close_with_back(open: RwSignal<bool>, address: Option<&'static str>, request_close: Callback<()>) {
    history::set_layers(Layers { arrive, leave_all });
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    let close: Rc<dyn Fn() -> bool> = Rc::new(move || {
        if open.try_get_untracked() == Some(true) {
            request_close.run(());
        }
        open.try_get_untracked() != Some(true)
    });
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if is_open && was_open != Some(true) {
            STACK.with_borrow_mut(|stack| stack.push(Layer { id, entry: None, address, close: Rc::clone(&close) }));
            settle();
        } else if !is_open && was_open == Some(true) {
            leave(id);
        }
        is_open
    });
    on_cleanup(move || leave(id));
}

fn leave(id: u32) {
    let count = STACK.with_borrow(Vec::len);
    STACK.with_borrow_mut(|stack| stack.retain(|layer| layer.id != id));
    if STACK.with_borrow(Vec::len) < count {
        settle();
    }
}

/// The tab has come to another entry: whatever lies higher is asked to close, from the top, until one stays.
fn arrive() {
    if !GOING.replace(false) {
        let here = history::number().abs();
        while let Some((id, close)) = STACK.with_borrow(|stack| {
            let top = stack.last().filter(|layer| layer.entry.is_some_and(|entry| entry > here))?;
            Some((top.id, Rc::clone(&top.close)))
        }) {
            if !close() {
                break;
            }
            STACK.with_borrow_mut(|stack| stack.retain(|layer| layer.id != id));
        }
    }
    settle();
}

/// Another page comes: no dialog keeps its entry.
fn leave_all(run: Box<dyn FnOnce()>) {
    STACK.with_borrow_mut(Vec::clear);
    WAITING.set(Some(run));
    settle();
    // A browser that does not go back must not hold up the page that was asked for.
    spawn_local(async {
        browser::sleep_ms(PATIENCE_MS).await;
        GOING.set(false);
        run_waiting();
    });
}

fn run_waiting() {
    if let Some(run) = WAITING.take() {
        run();
    }
}

/// Makes the entries that are missing, or leaves the one that belongs to nothing.
fn settle() {
    if GOING.get() {
        return;
    }
    let over_page = history::is_over_page();
    let here = history::number().abs();
    let is_known = STACK.with_borrow_mut(|stack| {
        let mut place = stack.iter().position(|layer| over_page && layer.entry == Some(here)).map(|place| place + 1);
        if let (true, None, Some(first)) = (over_page, place, stack.first_mut().filter(|first| is_named(first))) {
            // The document was loaded anew while it was open.
            first.entry = Some(here);
            place = Some(1);
        }
        for layer in stack.iter_mut().skip(place.unwrap_or_default()) {
            layer.entry = None;
        }
        !over_page || place.is_some()
    });
    if !is_known {
        GOING.set(true);
        history::back();
        return;
    }
    STACK.with_borrow_mut(|stack| {
        for layer in stack.iter_mut().filter(|layer| layer.entry.is_none()) {
            if let (Some(name), false) = (layer.address, history::is_over_page()) {
                // Whoever came by the address of the sheet finds its page behind it.
                history::replace(&address_with(None));
                history::push(true, Some(&address_with(Some(name))));
            } else {
                history::push(true, None);
            }
            layer.entry = Some(history::number().abs());
        }
    });
    if !history::is_over_page() {
        run_waiting();
    }
}

/// Whether the address of the tab names this dialog, which has no entry yet.
fn is_named(layer: &Layer) -> bool {
    layer.entry.is_none()
        && layer.address.is_some()
        && parameters().and_then(|parameters| parameters.get(SHEET)).as_deref() == layer.address
}

fn parameters() -> Option<UrlSearchParams> {
    UrlSearchParams::new_with_str(&browser::search()).ok()
}

/// The address of the page, naming a sheet or none.
fn address_with(sheet: Option<&str>) -> String {
    let Some(parameters) = parameters() else { return browser::path() };
    match sheet {
        Some(sheet) => parameters.set(SHEET, sheet),
        None => parameters.delete(SHEET),
    }
    let query = String::from(parameters.to_string());
    if query.is_empty() { browser::path() } else { format!("{}?{query}", browser::path()) }
}
