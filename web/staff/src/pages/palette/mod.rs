//! The command palette: vehicles, pages and actions, by what is typed.

mod entry;
mod finder;
pub mod help;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use ui::components::{Dialog, DialogVariant, Icon, IconName, unique_id};
use wasm_bindgen::JsCast;
use web_sys::{Element, ScrollIntoViewOptions, ScrollLogicalPosition};

use self::entry::Entry;
use self::finder::Finder;
use crate::app::keyboard::Keyboard;

/// The palette.
#[component]
pub fn PaletteDialog(
    /// What opens it.
    keyboard: Keyboard,
) -> impl IntoView {
    view! {
        <Dialog open=keyboard.palette title="Find a vehicle, page or action" variant=DialogVariant::Finder>
            <Palette keyboard />
        </Dialog>
    }
}

#[component]
fn Palette(keyboard: Keyboard) -> impl IntoView {
    let finder = Finder::new(keyboard);
    let list_id = unique_id("palette");
    let option_id = StoredValue::new(format!("{list_id}-option"));
    let has_entries = Memo::new(move |_| finder.entries.with(|entries| !entries.is_empty()));
    let controls = list_id.clone();
    let press = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => finder.step(1),
            "ArrowUp" => finder.step(-1),
            "Enter" => finder.choose(),
            _ => return,
        }
        event.prevent_default();
    };
    view! {
        <div class="palette__search">
            <Icon name=IconName::Search />
            <input
                class="field__control"
                type="text"
                role="combobox"
                autofocus
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="120"
                placeholder="Make, VIN, customer, page or action"
                aria-label="Find"
                aria-autocomplete="list"
                aria-expanded=move || has_entries.get().to_string()
                aria-controls=controls
                aria-activedescendant=move || has_entries.get().then(|| option_id.get_value())
                prop:value=finder.text
                on:input=move |event| finder.enter(event_target_value(&event))
                on:keydown=press
            />
        </div>
        <p class="palette__summary" class:visually-hidden=move || !finder.needs_summary() role="status">
            {move || finder.summary()}
        </p>
        <ul class="palette__list" id=list_id role="listbox" aria-label="Results" hidden=move || !has_entries.get()>
            <For each=move || finder.entries.get() key=|entry| entry.key.clone() let:entry>
                <Option entry finder active_id=option_id />
            </For>
        </ul>
    }
}

/// One entry. The one that Enter chooses bears the id that the field points to.
#[component]
fn Option(entry: Entry, finder: Finder, active_id: StoredValue<String>) -> impl IntoView {
    let (key, pointed) = (entry.key.clone(), entry.key.clone());
    let is_active = Memo::new(move |_| finder.active().is_some_and(|active| active.key == key));
    let element = NodeRef::<leptos::html::Li>::new();
    Effect::new(move || {
        if let (true, Some(element)) = (is_active.get(), element.get()) {
            scroll_into_view(element.unchecked_ref());
        }
    });
    let choose = StoredValue::new(pointed);
    let point = move || choose.with_value(|key| finder.point_at(key));
    view! {
        <li
            node_ref=element
            class="palette__option"
            role="option"
            id=move || is_active.get().then(|| active_id.get_value())
            aria-selected=move || is_active.get().to_string()
            // The field keeps the focus.
            on:mousedown=|event| event.prevent_default()
            on:mousemove=move |_| point()
            on:click=move |_| {
                point();
                finder.choose();
            }
        >
            <Icon name=entry.icon />
            <span class="palette__words">
                <span class="palette__label">{entry.label}</span>
                <span class="palette__detail">{entry.detail}</span>
            </span>
            {entry
                .shortcut
                .map(|key| {
                    view! {
                        <kbd class="key" aria-hidden="true">
                            {key}
                        </kbd>
                    }
                })}
        </li>
    }
}

fn scroll_into_view(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}
