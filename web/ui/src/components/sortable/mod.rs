//! Putting the items of a list into another order: by dragging, by the arrow keys on a handle, by single presses.
//!
//! The list is a `<ul node_ref=sorter.list() class="sortable">` whose children carry `data-key`. The owner moves its data
//! in `on_move`; the list follows. Nothing here knows what the items are.

mod drag;
mod layout;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use self::drag::Drag;
use crate::browser;
use crate::components::{Icon, IconName};

/// Somebody who presses an arrow key presses it again; the order settles after so long.
const SETTLE_MS: u32 = 700;

/// A way to go within the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One place towards the start.
    Back,
    /// One place towards the end.
    Forth,
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// The first place.
    Start,
    /// The last place.
    End,
}

impl Step {
    fn of_key(key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Self::Back),
            "ArrowRight" => Some(Self::Forth),
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            "Home" => Some(Self::Start),
            "End" => Some(Self::End),
            _ => None,
        }
    }

    /// The place that the step leads to, in a list of so many items and columns.
    fn target(self, from: usize, count: usize, columns: usize) -> usize {
        let last = count.saturating_sub(1);
        match self {
            Self::Back => from.saturating_sub(1),
            Self::Forth => (from + 1).min(last),
            Self::Up => from.checked_sub(columns).unwrap_or(from),
            Self::Down => Some(from + columns).filter(|to| *to <= last).unwrap_or(from),
            Self::Start => 0,
            Self::End => last,
        }
    }
}

/// The order of one list while it is being changed.
#[derive(Clone, Copy)]
pub struct Sorter {
    list: NodeRef<html::Ul>,
    enabled: Signal<bool>,
    total: Signal<usize>,
    on_move: Callback<(usize, usize)>,
    on_settle: Callback<()>,
    /// The key of the item under the pointer while it is dragged.
    dragged: RwSignal<Option<String>>,
    drag: StoredValue<Option<Drag>>,
    /// Whether a press that follows now is the end of a drag and means nothing.
    deaf: StoredValue<bool>,
    steps: StoredValue<u32>,
    said: RwSignal<String>,
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

    fn say(self, what: &str, place: usize) {
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
fn keep_focus() {
    let active = browser::document().and_then(|document| document.active_element());
    let Some(active) = active.and_then(|active| active.dyn_into::<HtmlElement>().ok()) else { return };
    request_animation_frame(move || {
        let _ = active.focus();
    });
}

/// The part of an item that moves it: dragged with a finger, or with the arrow keys. A press opens the single steps.
#[component]
pub fn SortHandle(
    /// The order that it changes.
    sorter: Sorter,
    /// Its name, such as "Move photo 2".
    #[prop(into)]
    label: Signal<String>,
    /// The id of the element that says what the arrow keys do.
    described_by: &'static str,
    /// Whether the single steps are open.
    open: RwSignal<bool>,
) -> impl IntoView {
    let press = move |_| {
        if sorter.takes_press() {
            open.update(|open| *open = !*open);
        }
    };
    view! {
        <button type="button" class="button button--ghost button--icon sortable__handle" data-handle="" title="Move"
            aria-label=label aria-describedby=described_by
            aria-expanded=move || if open.get() { "true" } else { "false" } on:click=press>
            <Icon name=IconName::Grip/>
        </button>
    }
}

/// Single steps, for fingers and for whoever does not drag.
#[component]
pub fn SortSteps(
    /// The order that they change.
    sorter: Sorter,
    /// The item.
    #[prop(into)]
    key: String,
    /// Whether there are also the steps to both ends.
    #[prop(optional)]
    to_ends: bool,
) -> impl IntoView {
    let step = move |step: Step, icon, label| {
        let key = key.clone();
        view! {
            <button type="button" class="button button--icon sortable__step" title=label aria-label=label
                on:click=move |_| sorter.step(&key, step)>
                <Icon name=icon/>
            </button>
        }
    };
    view! {
        <div class="sortable__steps" role="group" aria-label="Move">
            {to_ends.then(|| step(Step::Start, IconName::ToStart, "Move to the start"))}
            {step(Step::Back, IconName::ArrowLeft, "Move left")}
            {step(Step::Forth, IconName::ArrowRight, "Move right")}
            {to_ends.then(|| step(Step::End, IconName::ToEnd, "Move to the end"))}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stay_within_the_list() {
        let to = |step: Step, from| step.target(from, 7, 3);
        assert_eq!((to(Step::Back, 0), to(Step::Back, 4)), (0, 3));
        assert_eq!((to(Step::Forth, 6), to(Step::Forth, 4)), (6, 5));
        assert_eq!((to(Step::Up, 2), to(Step::Up, 4)), (2, 1));
        assert_eq!((to(Step::Down, 3), to(Step::Down, 5)), (6, 5));
        assert_eq!((to(Step::Start, 5), to(Step::End, 5)), (0, 6));
    }
}
