//! Buttons. A busy button keeps its place, its size and the focus, and does nothing when pressed.

pub mod copyable;
pub mod save_key;

use leptos::prelude::*;

use crate::browser;
use crate::components::field::typed;
use crate::components::icon::{Icon, IconName};

/// What a button is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ButtonVariant {
    /// The main action of the view; at most one in sight.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// Takes something away.
    Danger,
    /// An action that stays in the background.
    Ghost,
    /// A ghost that takes something away.
    GhostDanger,
}

impl ButtonVariant {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button button--secondary",
            Self::Danger => "button button--danger",
            Self::Ghost => "button button--ghost",
            Self::GhostDanger => "button button--ghost button--ghost-danger",
        }
    }

    /// Whether it may be what saves the fields around it: what is half typed must not be saved.
    const fn acts_on_fields(self) -> bool {
        matches!(self, Self::Primary | Self::Danger)
    }
}

/// A button. Inside a form give `kind="submit"` and handle the form's `submit`; else give `on_press`.
#[component]
pub fn Button(
    /// What it is for.
    #[prop(optional)]
    variant: ButtonVariant,
    /// Its `type`: `button` or `submit`.
    #[prop(default = "button")]
    kind: &'static str,
    /// An icon before the text.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// The name of a button that shows only its icon.
    #[prop(optional, into)]
    label: Option<String>,
    /// Whether its action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Whether it cannot be used now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What it does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The text.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let icon_only = children.is_none();
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() || disabled.get_untracked() {
            // An aria-disabled submit button would still submit.
            event.prevent_default();
            event.stop_propagation();
        } else if variant.acts_on_fields() && typed::stops_press(&event) {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=kind
            class=variant.class()
            class:button--icon=icon_only
            class:button--busy=move || busy.get()
            disabled=move || disabled.get()
            aria-disabled=move || busy.get().then_some("true")
            aria-busy=move || busy.get().then_some("true")
            title=icon_only.then(|| label.clone()).flatten()
            aria-label=label
            on:click=press
        >
            {icon.map(|name| view! { <Icon name/> })}
            {children.map(|children| view! { <span class="button__text">{children()}</span> })}
            <span class="button__spinner" aria-hidden="true"></span>
        </button>
    }
}

/// Copies a text to the clipboard and says so. Where the clipboard is refused, `on_failure` runs.
#[component]
pub fn CopyButton(
    /// What to copy.
    #[prop(into)]
    text: Signal<String>,
    /// The button's name, such as "Copy URL".
    #[prop(into)]
    label: String,
    /// Runs when the text is on the clipboard.
    #[prop(optional, into)]
    on_copied: Option<Callback<()>>,
    /// Runs when the browser did not allow it.
    #[prop(optional, into)]
    on_failure: Option<Callback<()>>,
) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = text.get_untracked();
        leptos::task::spawn_local(async move {
            if browser::copy_to_clipboard(&text).await {
                copied.set(true);
                if let Some(on_copied) = on_copied {
                    on_copied.run(());
                }
                browser::sleep_ms(2_000).await;
                let _ = copied.try_set(false);
            } else if let Some(on_failure) = on_failure {
                on_failure.run(());
            }
        });
    };
    view! {
        <button type="button" class="button button--secondary copy-button" class:copy-button--done=move || copied.get()
            title=label.clone() aria-label=label on:click=copy>
            {move || if copied.get() { view! { <Icon name=IconName::Check/> } } else { view! { <Icon name=IconName::Copy/> } }}
            <span class="copy-button__text" aria-hidden="true">{move || if copied.get() { "Copied" } else { "Copy" }}</span>
        </button>
        <span class="visually-hidden" role="status">{move || if copied.get() { "Copied" } else { "" }}</span>
    }
}
