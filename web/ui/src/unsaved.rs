//! What was typed and is not saved yet, wherever it stands: before the page goes, whoever typed it is asked.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;

/// Says whether something is unsaved.
type Keeper = Rc<dyn Fn() -> bool>;

thread_local! {
    static KEEPERS: RefCell<Vec<(u32, Keeper)>> = const { RefCell::new(Vec::new()) };
    static NEXT: Cell<u32> = const { Cell::new(0) };
}

/// Counts what this says for as long as the part of the page is there that calls it. Before a reload the browser asks in its own words.
pub fn keep(is_unsaved: impl Fn() -> bool + 'static) {
    let id = NEXT.get();
    NEXT.set(id.wrapping_add(1));
    let is_unsaved: Keeper = Rc::new(is_unsaved);
    let asked = Rc::clone(&is_unsaved);
    KEEPERS.with_borrow_mut(|keepers| keepers.push((id, is_unsaved)));
    let leaving = window_event_listener(ev::beforeunload, move |event| {
        if untrack(|| asked()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        leaving.remove();
        KEEPERS.with_borrow_mut(|keepers| keepers.retain(|(known, _)| *known != id));
    });
}

/// Whether anything would be lost with the page.
pub fn is_any() -> bool {
    let keepers: Vec<_> = KEEPERS.with_borrow(|keepers| keepers.iter().map(|(_, keeper)| Rc::clone(keeper)).collect());
    untrack(|| keepers.iter().any(|is_unsaved| is_unsaved()))
}
