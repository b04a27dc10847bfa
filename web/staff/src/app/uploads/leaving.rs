//! Whoever signs out while photos are on their way.

use leptos::prelude::*;
use ui::components::Toasts;

/// Somebody on the way out.
#[derive(Clone, Copy)]
pub(super) struct Leaving {
    pub(super) open: RwSignal<bool>,
    pub(super) count: RwSignal<usize>,
    /// Where messages go, and what is busy as long as it takes.
    pub(super) button: StoredValue<Option<(Toasts, RwSignal<bool>)>>,
}

impl Leaving {
    pub(super) fn new() -> Self {
        Self { open: RwSignal::new(false), count: RwSignal::new(0), button: StoredValue::new(None) }
    }

    /// Somebody stays: they can sign out another time.
    pub(super) fn stay(self) {
        if let Some((_, busy)) = self.button.try_update_value(Option::take).flatten() {
            busy.try_set(false);
        }
    }
}
