//! Changing an endpoint.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::patch::Patch;
use shared::webhook::{WebhookEndpoint, WebhookEndpointUpdate};
use ui::components::{Button, ButtonVariant, Dialog, DialogVariant, on_open};

use super::open::OpenEndpoint;
use crate::app::merge::{Merge, MergedFields};
use crate::client::{ApiError, Etag};
use crate::pages::settings::webhooks::form::{EndpointFields, EndpointForm, Entered};

/// The form, at the side of the endpoint.
#[component]
pub(super) fn EditDialog(endpoint: OpenEndpoint, open: RwSignal<bool>) -> impl IntoView {
    let form = EndpointForm::new();
    let busy = RwSignal::new(false);
    let merge = Merge::<WebhookEndpoint>::new(&[]);
    // The version that the form was filled from: what comes in meanwhile must not turn into a silent overwrite.
    let before = StoredValue::new(None);
    on_open(open, move || {
        let now = untrack(|| endpoint.get());
        form.fill(now.as_ref().map(|now| &now.value));
        before.set_value(now);
        merge.clear();
    });
    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        if let Some((now, merged)) = merge.take() {
            form.fill(Some(&merged));
            before.set_value(Some(now.clone()));
            endpoint.loader.put(now);
        }
        let Some(before) = before.get_value() else { return };
        let Some(update) = form.read().map(|entered| changes(entered, &before.value)) else { return };
        if update == WebhookEndpointUpdate::default() {
            open.set(false);
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let (client, id) = (endpoint.staff.client(), endpoint.id());
            let send = async |etag: &Etag| client.update_webhook_endpoint(&id, &update, etag).await;
            let read = async |_: &ApiError| client.webhook_endpoint(&id).await;
            let answer = merge.save(&before, &update, send, read).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Some(Ok(saved)) => {
                    endpoint.loader.put(saved);
                    open.set(false);
                    endpoint.toasts().success("The endpoint was saved.");
                }
                Some(Err(error)) => form.show(error),
                None => {}
            }
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=save>
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
                <MergedFields merge>
                    <EndpointFields form />
                </MergedFields>
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
