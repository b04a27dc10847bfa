//! Changing an endpoint.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::patch::Patch;
use shared::webhook::{WebhookEndpoint, WebhookEndpointUpdate};
use ui::components::{Button, ButtonVariant, Dialog, DialogVariant, StaleFields, on_open};

use super::open::OpenEndpoint;
use crate::pages::settings::webhooks::form::{EndpointFields, EndpointForm, Entered};

/// The form, at the side of the endpoint.
#[component]
pub(super) fn EditDialog(endpoint: OpenEndpoint, open: RwSignal<bool>) -> impl IntoView {
    let form = EndpointForm::new();
    let (busy, stale) = (RwSignal::new(false), RwSignal::new(false));
    // The version that the form was filled from: what comes in meanwhile must not turn into a silent overwrite.
    let before = StoredValue::new(None);
    let fill = move || {
        let now = untrack(|| endpoint.get());
        form.fill(now.as_ref().map(|now| &now.value));
        before.set_value(now);
        stale.set(false);
    };
    on_open(open, fill);
    let save = Callback::new(move |()| {
        let Some(before) = before.get_value().filter(|_| !busy.get_untracked() && !stale.get_untracked()) else {
            return;
        };
        let Some(update) = form.read().map(|entered| changes(entered, &before.value)) else { return };
        if update == WebhookEndpointUpdate::default() {
            open.set(false);
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let answer = endpoint.staff.client().update_webhook_endpoint(&before.value.id, &update, &before.etag).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(saved) => {
                    endpoint.loader.put(saved);
                    open.set(false);
                    endpoint.toasts().success("The endpoint was saved.");
                }
                Err(error) if error.is_stale() => stale.set(true),
                Err(error) => form.show(error),
            }
        });
    });
    let reload = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let answer = endpoint.staff.client().webhook_endpoint(&endpoint.id()).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(now) => {
                    endpoint.loader.put(now);
                    fill();
                }
                Err(error) => form.show(error),
            }
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy disabled=stale on_press=save>
                "Save changes"
            </Button>
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        save.run(());
    };
    view! {
        <Dialog open title="Edit webhook endpoint" variant=DialogVariant::Sheet footer=footer>
            <form class="form-groups" novalidate on:submit=submit>
                <StaleFields what="this endpoint" stale busy on_reload=reload>
                    <EndpointFields form />
                </StaleFields>
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}

/// What is to be changed; what is as it was stays out of it.
fn changes(entered: Entered, before: &WebhookEndpoint) -> WebhookEndpointUpdate {
    let Entered { url, description, event_types } = entered;
    let mut known = before.event_types.clone();
    known.sort_unstable();
    let mut chosen = event_types.clone();
    chosen.sort_unstable();
    WebhookEndpointUpdate {
        url: (url != before.url).then_some(url),
        description: if description == before.description { Patch::Absent } else { Patch::Value(description) },
        event_types: if chosen == known { Patch::Absent } else { Patch::Value(event_types) },
        enabled: None,
    }
}
