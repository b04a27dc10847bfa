//! A secret that is shown once. It cannot be lost by a stray key or press: the dialog closes only after the secret was
//! copied, or after somebody said that it is kept.

use leptos::ev::FocusEvent;
use leptos::html;
use leptos::prelude::*;

use crate::browser;
use crate::components::banner::{Banner, Tone};
use crate::components::button::{Button, ButtonVariant, CopyButton};
use crate::components::dialog::modal::Dialog;
use crate::components::id::unique_id;

/// A secret and what to do with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    /// What the dialog is called.
    pub title: String,
    /// What the secret is.
    pub label: &'static str,
    /// The secret.
    pub text: String,
    /// What it is for.
    pub explanation: String,
}

/// Shows the secret until it is kept; then it is forgotten.
#[component]
pub fn SecretDialog(
    /// The secret; none while nothing is shown.
    secret: RwSignal<Option<Secret>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let (kept, warned) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move || {
        let shown = secret.with(Option::is_some);
        if shown {
            kept.set(false);
            warned.set(false);
        }
        open.set(shown);
    });
    let close = Callback::new(move |()| {
        if kept.get_untracked() {
            secret.set(None);
        } else {
            warned.set(true);
        }
    });
    let title = Signal::derive(move || {
        secret.with(|secret| secret.as_ref().map(|secret| secret.title.clone()).unwrap_or_default())
    });
    let footer = move || {
        view! {
            <Button variant=ButtonVariant::Primary on_press=close>
                "Done"
            </Button>
        }
    };
    view! {
        <Dialog open title on_close_request=close footer=footer>
            {move || secret.get().map(|secret| view! { <Once secret kept warned /> })}
        </Dialog>
    }
}

#[component]
fn Once(secret: Secret, kept: RwSignal<bool>, warned: RwSignal<bool>) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let refused = RwSignal::new(false);
    let keep = move || {
        kept.set(true);
        warned.set(false);
    };
    let on_failure = Callback::new(move |()| {
        refused.set(true);
        if let Some(field) = field.get_untracked() {
            browser::select_text(&field);
        }
    });
    let select_all = |event: FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    let field_id = unique_id("secret");
    view! {
        <div class="stack">
            <p>{secret.explanation}</p>
            <div class="field">
                <label class="field__label" for=field_id.clone()>
                    {secret.label}
                </label>
                <div class="secret__row">
                    <input
                        class="field__control secret__field"
                        id=field_id
                        type="text"
                        readonly
                        spellcheck="false"
                        autocomplete="off"
                        node_ref=field
                        prop:value=secret.text.clone()
                        on:focus=select_all
                        on:copy=move |_| keep()
                    />
                    <CopyButton
                        text=Signal::stored(secret.text)
                        label="Copy"
                        on_copied=Callback::new(move |()| keep())
                        on_failure
                    />
                </div>
                {move || {
                    refused
                        .get()
                        .then(|| {
                            view! {
                                <p class="field__hint" role="status">
                                    "The browser did not allow copying. The text is selected: press Ctrl+C, or \u{2318}C on a Mac."
                                </p>
                            }
                        })
                }}
            </div>
            <Banner tone=Tone::Warning>"Store it in a safe place now. You will not see it again."</Banner>
            <label class="secret__kept">
                <input
                    class="tick__control"
                    type="checkbox"
                    prop:checked=kept
                    on:change=move |event| {
                        kept.set(event_target_checked(&event));
                        warned.set(false);
                    }
                />
                "I have stored it"
            </label>
            {move || {
                warned
                    .get()
                    .then(|| {
                        view! {
                            <Banner tone=Tone::Danger>
                                "Before you close this, copy it or tick that you have stored it."
                            </Banner>
                        }
                    })
            }}
        </div>
    }
}
