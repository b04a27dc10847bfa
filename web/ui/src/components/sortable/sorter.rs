//! The order of a list while it is being changed.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::held::Drag;
use super::layout;
use super::step::Step;
use crate::browser;

/// Somebody who presses an arrow key presses it again; the order settles after so long.
const SETTLE_MS: u32 = 700;

/// The order of one list while it is being changed.
#[derive(Clone, Copy)]
pub struct Sorter {
    pub(super) list: NodeRef<html::Ul>,
    pub(super) enabled: Signal<bool>,
    pub(super) total: Signal<usize>,
    pub(super) on_move: Callback<(usize, usize)>,
    pub(super) on_settle: Callback<()>,
    /// The key of the item under the pointer while it is dragged.
    pub(super) dragged: RwSignal<Option<String>>,
    pub(super) drag: StoredValue<Option<Drag>>,
    /// Whether a press that follows now is the end of a drag and means nothing.
    pub(super) deaf: StoredValue<bool>,
    pub(super) steps: StoredValue<u32>,
    pub(super) said: RwSignal<String>,
}

impl Sorter {
    /// A sorter for a list of so many items, in the component that makes it.
    pub fn new(
        enabled: Signal<bool>,
        total: Signal<usize>,
        on_move: Callback<(usize, usize)>,
        on_settle: Callback<()>,
    ) -> Self {
        let sorter = Self {
            list: NodeRef::new(),
            enabled,
            total,
            on_move,
            on_settle,
            dragged: RwSignal::new(None),
            drag: StoredValue::new(None),
            deaf: StoredValue::new(false),
            steps: StoredValue::new(0),
            said: RwSignal::new(String::new()),
        };
        sorter.follow_pointer();
        sorter
    }

    /// The list.
    pub fn list(self) -> NodeRef<html::Ul> {
        self.list
    }

    /// What to read out; reactive.
    pub fn said(self) -> String {
        self.said.get()
    }

    /// Whether something is being dragged; reactive.
    pub fn is_active(self) -> bool {
        self.dragged.with(Option::is_some)
    }

    /// Whether this item is being dragged; reactive.
    pub fn is_dragged(self, key: &str) -> bool {
        self.dragged.with(|dragged| dragged.as_deref() == Some(key))
    }

    /// Whether a press on an item is one, and not the end of a drag.
    pub fn takes_press(self) -> bool {
        !self.deaf.get_value()
    }

    /// Moves an item by a step, and says where it is then.
    pub fn step(self, key: &str, step: Step) {
        let Some(list) = self.list.get_untracked().filter(|_| self.enabled.get_untracked()) else { return };
        let items = layout::items(&list);
        let Some(from) = layout::position(&items, key) else { return };
        let to = step.target(from, items.len(), layout::columns(&items));
        if to == from {
            return self.say("The photo stays at position", to);
        }
        self.say("Photo moved to position", to);
        let before = layout::places(&items);
        keep_focus();
        self.on_move.run((from, to));
        request_animation_frame(move || drop(layout::glide(&list, &before, None)));
        self.settle_later();
    }

    /// Steps by the arrow keys, Home and End on a handle; Escape ends a drag.
    pub fn on_key(self, event: &KeyboardEvent) {
        if self.cancel_by(event) {
            return;
        }
        let Some(step) = Step::of_key(&event.key()) else { return };
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(handle) = target.and_then(|target| target.closest("[data-handle]").ok().flatten()) else { return };
        let item = handle.closest("[data-key]").ok().flatten();
        if let Some(key) = item.and_then(|item| item.get_attribute("data-key")) {
            event.prevent_default();
            self.step(&key, step);
        }
    }

    pub(super) fn say(self, what: &str, place: usize) {
        self.said.set(format!("{what} {} of {}.", place + 1, self.total.get_untracked()));
    }

    fn settle_later(self) {
        self.steps.update_value(|steps| *steps = steps.wrapping_add(1));
        let steps = self.steps.get_value();
        spawn_local(async move {
            browser::sleep_ms(SETTLE_MS).await;
            if self.steps.try_get_value() == Some(steps) {
                self.on_settle.run(());
            }
        });
    }
}

/// An element that changes its place loses the focus: it gets it back.
pub(super) fn keep_focus() {
    let active = browser::document().and_then(|document| document.active_element());
    let Some(active) = active.and_then(|active| active.dyn_into::<HtmlElement>().ok()) else { return };
    request_animation_frame(move || {
        let _ = active.focus();
    });
}
