//! A text that people need elsewhere, with a small button that copies it.

use leptos::prelude::*;

use crate::browser;
use crate::components::icon::{Icon, IconName};
use crate::components::toast::Toasts;

const SHOWN_MS: u32 = 2_000;

/// A number, a code or an id.
#[component]
pub fn Copyable(
    /// The text.
    #[prop(into)]
    text: String,
    /// What it is, as in "Copy VIN".
    what: &'static str,
) -> impl IntoView {
    let toasts = Toasts::expect();
    let copied = RwSignal::new(false);
    let stored = StoredValue::new(text.clone());
    let copy = move |_| {
        let text = stored.get_value();
        leptos::task::spawn_local(async move {
            if !browser::copy_to_clipboard(&text).await {
                toasts.error("The browser did not allow copying. Select the text and copy it.");
                return;
            }
            copied.try_set(true);
            browser::sleep_ms(SHOWN_MS).await;
            copied.try_set(false);
        });
    };
    let label = format!("Copy {what}");
    view! {
        <span class="copyable">
            <span class="copyable__text">{text}</span>
            <button type="button" class="copyable__button" title=label.clone() aria-label=label on:click=copy>
                {move || {
                    let name = if copied.get() { IconName::Check } else { IconName::Copy };
                    view! { <Icon name /> }
                }}
            </button>
            <span class="visually-hidden" role="status">
                {move || copied.get().then_some("Copied")}
            </span>
        </span>
    }
}
