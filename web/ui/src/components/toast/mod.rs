//! Short messages about something that just happened, read out by screen readers and gone after a while.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser;
use crate::components::banner::Tone;
use crate::components::button::{Button, ButtonVariant};
use crate::components::icon::{Icon, IconName};

const SHOWN_MS: u32 = 6_000;
/// A message with an action stays longer, so that there is time to reach it.
const SHOWN_WITH_ACTION_MS: u32 = 15_000;
/// How long a slip can be undone: until then people notice, and nobody else has built on it yet.
const UNDOABLE_MS: u32 = 10_000;

/// What a message offers. It outlives whatever showed the message, which a `Callback` would not.
type Action = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u32,
    tone: Tone,
    text: String,
    action: Option<(String, Action)>,
}

/// The messages on show. Make one with [`Toasts::provide`] at the root, get it anywhere with [`Toasts::expect`].
#[derive(Clone, Copy)]
pub struct Toasts {
    items: RwSignal<Vec<Toast>>,
    next_id: StoredValue<u32>,
}

impl Toasts {
    /// Makes the messages available to everything below.
    pub fn provide() -> Self {
        let toasts = Self { items: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) };
        provide_context(toasts);
        toasts
    }

    /// The messages of the app; detached ones where none were provided, which nobody sees.
    pub fn expect() -> Self {
        use_context().unwrap_or_else(|| Self { items: RwSignal::new(Vec::new()), next_id: StoredValue::new(0) })
    }

    /// Says that something went well.
    pub fn success(self, text: impl Into<String>) {
        self.show(Tone::Success, text.into(), None, SHOWN_MS);
    }

    /// Says that something went wrong.
    pub fn error(self, text: impl Into<String>) {
        self.show(Tone::Danger, text.into(), None, SHOWN_MS);
    }

    /// Says that something went well and offers an action, such as "Undo".
    pub fn with_action(
        self,
        text: impl Into<String>,
        label: impl Into<String>,
        action: impl Fn() + Send + Sync + 'static,
    ) {
        self.show(Tone::Success, text.into(), Some((label.into(), Arc::new(action))), SHOWN_WITH_ACTION_MS);
    }

    /// Says that something was done, and offers for ten seconds to undo it.
    pub fn undoable(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.show(Tone::Success, text.into(), Some(("Undo".to_owned(), Arc::new(undo))), UNDOABLE_MS);
    }

    fn show(self, tone: Tone, text: String, action: Option<(String, Action)>, shown_ms: u32) {
        let id = self.next_id.with_value(|id| *id);
        self.next_id.set_value(id.wrapping_add(1));
        self.items.update(|items| items.push(Toast { id, tone, text, action }));
        leptos::task::spawn_local(async move {
            browser::sleep_ms(shown_ms).await;
            self.dismiss(id);
        });
    }

    fn dismiss(self, id: u32) {
        let _ = self.items.try_update(|items| items.retain(|toast| toast.id != id));
    }
}

/// Where the messages appear: once, at the root of the app.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = Toasts::expect();
    view! {
        <div class="toasts" role="status" aria-live="polite" aria-atomic="false">
            <For each=move || toasts.items.get() key=|toast| toast.id let:toast>
                <ToastItem toast toasts />
            </For>
        </div>
    }
}

#[component]
fn ToastItem(toast: Toast, toasts: Toasts) -> impl IntoView {
    let id = toast.id;
    let dismiss = Callback::new(move |()| toasts.dismiss(id));
    view! {
        <div class=format!("toast toast--{}", toast.tone.as_str())>
            <Icon name=toast.tone.icon() />
            <p class="toast__text">{toast.text}</p>
            {toast
                .action
                .map(|(label, action)| {
                    let press = Callback::new(move |()| {
                        toasts.dismiss(id);
                        action();
                    });
                    view! { <Button on_press=press>{label}</Button> }
                })}
            <Button variant=ButtonVariant::Ghost icon=IconName::Close label="Dismiss" on_press=dismiss />
        </div>
    }
}
