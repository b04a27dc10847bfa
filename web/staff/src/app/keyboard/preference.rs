//! Whether single keys are shortcuts. Whoever dictates, or presses keys by accident, can turn them off (WCAG 2.1.4); the browser
//! remembers it.

use leptos::prelude::*;
use ui::browser;

/// Under this name, and while they are off.
const STORED_AS: &str = "importops.single-keys";
const OFF: &str = "off";

/// Whether they are.
#[derive(Clone, Copy)]
pub struct SingleKeys(RwSignal<bool>);

impl SingleKeys {
    /// As this browser remembers it; on where it remembers nothing.
    pub(super) fn remembered() -> Self {
        let stored = browser::local_storage().and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
        Self(RwSignal::new(stored.as_deref() != Some(OFF)))
    }

    /// Whether they are on; reactive.
    pub fn are_on(self) -> bool {
        self.0.get()
    }

    pub(super) fn are_on_untracked(self) -> bool {
        self.0.get_untracked()
    }

    /// Turns them on or off.
    pub fn turn(self, on: bool) {
        self.0.set(on);
        if let Some(storage) = browser::local_storage() {
            // Where nothing may be kept, it holds until the page is loaded again.
            let _ = if on { storage.remove_item(STORED_AS) } else { storage.set_item(STORED_AS, OFF) };
        }
    }
}
