//! What happens when a dialog opens.

use leptos::prelude::*;

/// Runs this each time the dialog opens, and at no other time: what it reads is not watched, for a form that is filled again because
/// something else has changed loses what was typed.
pub fn on_open(open: RwSignal<bool>, run: impl Fn() + 'static) {
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if is_open && was_open != Some(true) {
            untrack(&run);
        }
        is_open
    });
}
