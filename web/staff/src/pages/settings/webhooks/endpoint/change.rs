//! Switching an endpoint off and on, a new secret for it, and deleting it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::webhook::WebhookEndpointUpdate;
use ui::components::{ConfirmDialog, on_open};

use super::open::OpenEndpoint;
use crate::app::location::{Go, use_location};
use crate::app::route::AppPath;
use crate::pages::settings::webhooks::list::secret_to_show;

/// Switches it off if it is on, and on if it is off.
pub(super) fn switch(endpoint: OpenEndpoint, busy: RwSignal<bool>) {
    let Some(now) = untrack(|| endpoint.get()).filter(|_| !busy.get_untracked()) else { return };
    let enabled = !now.value.enabled;
    busy.set(true);
    spawn_local(async move {
        let update = WebhookEndpointUpdate { enabled: Some(enabled), ..WebhookEndpointUpdate::default() };
        let answer = endpoint.staff.client().update_webhook_endpoint(&now.value.id, &update, &now.etag).await;
        if busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(changed) => {
                endpoint.loader.put(changed);
                endpoint.toasts().success(if enabled {
                    "The endpoint is enabled. Events are sent to it."
                } else {
                    "The endpoint is disabled. Nothing more is sent to it, not even events that were waiting."
                });
                endpoint.reload_deliveries();
            }
            Err(error) if error.is_stale() => {
                endpoint.reload();
                endpoint.toasts().error("Somebody has just changed this endpoint. Check it, then try again.");
            }
            Err(error) => endpoint.toasts().error(error.message()),
        }
    });
}

/// Asks before a new secret is made, and shows it once.
#[component]
pub(super) fn RotateDialog(endpoint: OpenEndpoint, open: RwSignal<bool>) -> impl IntoView {
    let (busy, error) = dialog_state(open);
    let rotate = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = endpoint.staff.client().rotate_webhook_secret(&endpoint.id()).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(rotated) => {
                    open.set(false);
                    endpoint.secret.set(Some(secret_to_show("The new secret", rotated.secret)));
                    endpoint.reload();
                }
                Err(problem) => error.set(Some(problem.message())),
            }
        });
    });
    view! {
        <ConfirmDialog open title="Rotate the secret?" confirm_label="Rotate secret" busy error on_confirm=rotate>
            <p>
                "The new secret is shown only once. Give it to the receiver within 24 hours. Until then, every event is signed with both secrets, so that none is lost. After that, the old secret is no longer used. If you rotate again before that, the secret before the previous one also signs until its 24 hours are over."
            </p>
        </ConfirmDialog>
    }
}

/// Asks before the endpoint is deleted.
#[component]
pub(super) fn DeleteDialog(endpoint: OpenEndpoint, open: RwSignal<bool>) -> impl IntoView {
    let (busy, error) = dialog_state(open);
    let location = use_location();
    let delete = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = endpoint.staff.client().delete_webhook_endpoint(&endpoint.id()).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    open.set(false);
                    endpoint.toasts().success("The endpoint was deleted.");
                    location.go(&AppPath::WebhookSettings.to_string(), Go::On);
                }
                Err(problem) => error.set(Some(problem.message())),
            }
        });
    });
    let url = move || endpoint.get().map(|now| now.value.url).unwrap_or_default();
    view! {
        <ConfirmDialog
            open
            title="Delete this endpoint?"
            confirm_label="Delete endpoint"
            danger=true
            busy
            error
            on_confirm=delete
        >
            <p>
                "Nothing more is sent to " <strong>{url}</strong>
                ", not even events that are still waiting. Its delivery log is deleted too."
            </p>
        </ConfirmDialog>
    }
}

/// Whether a dialog is busy, and what went wrong since it was opened.
fn dialog_state(open: RwSignal<bool>) -> (RwSignal<bool>, RwSignal<Option<String>>) {
    let error = RwSignal::new(None::<String>);
    on_open(open, move || error.set(None));
    (RwSignal::new(false), error)
}
