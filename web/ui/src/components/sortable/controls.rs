//! What moves an item: its handle, and single steps.

use leptos::prelude::*;

use super::sorter::Sorter;
use super::step::Step;
use crate::components::icon::{Icon, IconName};

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
        <button
            type="button"
            class="button button--ghost button--icon sortable__handle"
            data-handle=""
            title="Move"
            aria-label=label
            aria-describedby=described_by
            aria-expanded=move || if open.get() { "true" } else { "false" }
            on:click=press
        >
            <Icon name=IconName::Grip />
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
            <button
                type="button"
                class="button button--icon sortable__step"
                title=label
                aria-label=label
                on:click=move |_| sorter.step(&key, step)
            >
                <Icon name=icon />
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
