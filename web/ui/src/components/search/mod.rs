//! A field that searches while somebody types.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::components::icon::{Icon, IconName};
use crate::components::id::unique_id;

/// Nobody types faster than this for long, and nobody notices it.
const TYPING_PAUSE_MS: u32 = 250;

/// A field that searches when somebody pauses.
#[component]
pub fn SearchField(
    /// What is searched: only screen readers read it.
    label: &'static str,
    /// What can be looked for.
    placeholder: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// Searches for this text.
    on_search: Callback<String>,
    /// Its id, for what leads to it.
    #[prop(optional, into)]
    id: Option<String>,
) -> impl IntoView {
    let id = id.unwrap_or_else(|| unique_id("search"));
    let typed = StoredValue::new(0_u32);
    let on_input = move |event| {
        value.set(event_target_value(&event));
        typed.update_value(|count| *count = count.wrapping_add(1));
        let count = typed.get_value();
        spawn_local(async move {
            browser::sleep_ms(TYPING_PAUSE_MS).await;
            if typed.try_get_value() == Some(count) {
                on_search.run(value.get_untracked().trim().to_owned());
            }
        });
    };
    view! {
        <div class="search">
            <label class="visually-hidden" for=id.clone()>
                {label}
            </label>
            <Icon name=IconName::Search />
            <input
                id=id
                class="field__control"
                type="search"
                autocomplete="off"
                maxlength="100"
                placeholder=placeholder
                prop:value=value
                on:input=on_input
            />
        </div>
    }
}
