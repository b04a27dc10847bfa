//! A dialog that fills the screen looks like a page, so Back closes it.

use leptos::ev;
use leptos::prelude::*;

use crate::overlay;

/// Adds an entry to the history while the dialog is open, and closes it when the tab leaves that.
pub(super) fn close_with_back(open: RwSignal<bool>, request_close: Callback<()>) {
    // After a reload it is closed, so its entry is left.
    overlay::leave();
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if is_open && was_open != Some(true) {
            overlay::enter();
        } else if !is_open && was_open == Some(true) {
            overlay::leave();
        }
        is_open
    });
    let arrivals = window_event_listener(ev::popstate, move |_| {
        let expected = overlay::arrive();
        match (overlay::is_entered(), open.try_get_untracked()) {
            // It was opened again before the entry of the last time was left.
            (false, Some(true)) if expected => overlay::enter(),
            (false, Some(true)) => request_close.run(()),
            // Forward: which photo it was is not known any more.
            (true, Some(false)) => overlay::leave(),
            _ => {}
        }
    });
    on_cleanup(move || arrivals.remove());
}
