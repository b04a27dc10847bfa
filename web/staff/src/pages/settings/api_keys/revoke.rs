//! Revoking an API key.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api_key::ApiKey;
use ui::browser;
use ui::components::ConfirmDialog;

use super::keys::Keys;
use super::scopes;

/// Asks before the key is revoked, and says what stops working.
#[component]
pub(super) fn RevokeKeyDialog(keys: Keys) -> impl IntoView {
    let open = RwSignal::new(false);
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    Effect::new(move || {
        if keys.revoking.with(Option::is_some) {
            error.set(None);
            open.set(true);
        }
    });
    let revoke = Callback::new(move |()| {
        let Some(key) = keys.revoking.get_untracked().filter(|_| !busy.get_untracked()) else { return };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = keys.staff.client().revoke_api_key(&key.id).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    open.set(false);
                    // The button that the focus came from goes with the next answer.
                    request_animation_frame(|| browser::focus("main h1"));
                    keys.toasts.success(format!("{} was revoked.", key.name));
                    keys.reload();
                }
                Err(problem) => error.set(Some(problem.message())),
            }
        });
    });
    let with_key =
        move |tell: fn(&ApiKey) -> String| keys.revoking.with(|key| key.as_ref().map(tell).unwrap_or_default());
    let title = Signal::derive(move || with_key(|key| format!("Revoke {}?", key.name)));
    let last_used = move || {
        keys.revoking.with(|key| {
            let instant = key.as_ref()?.last_used_at?;
            Some(format!("It was last used on {}.", keys.staff.formats().instant(instant)))
        })
    };
    view! {
        <ConfirmDialog open title confirm_label="Revoke key" danger=true busy error on_confirm=revoke>
            <p>
                "Any program that uses the key " <code>{move || with_key(|key| key.prefix.clone())}"…"</code>
                " is refused at once. It can no longer " {move || with_key(abilities)} "."
            </p>
            <p>
                {move || last_used().unwrap_or_else(|| "It was never used.".to_owned())}
                " This cannot be undone, but you can create another key."
            </p>
        </ConfirmDialog>
    }
}

/// "read vehicles, change vehicles or read settings".
fn abilities(key: &ApiKey) -> String {
    let abilities: Vec<_> = key.scopes.iter().copied().map(scopes::ability).collect();
    match abilities.split_last() {
        None => "do anything".to_owned(),
        Some((only, [])) => (*only).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
