//! Adding a webhook endpoint.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::webhook::NewWebhookEndpoint;
use ui::components::{Button, ButtonVariant, Dialog, DialogVariant, on_open};

use super::form::{EndpointFields, EndpointForm, Entered};
use super::list::{Endpoints, secret_to_show};

/// Asks for address, description and events; then hands the secret over to be shown.
#[component]
pub(super) fn CreateEndpointDialog(open: RwSignal<bool>, endpoints: Endpoints) -> impl IntoView {
    let form = EndpointForm::new();
    let busy = RwSignal::new(false);
    on_open(open, move || form.fill(None));
    let create = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let Some(Entered { url, description, event_types }) = form.read() else { return };
        let endpoint = NewWebhookEndpoint {
            url,
            description: Some(description).filter(|text| !text.is_empty()),
            event_types: Some(event_types).filter(|types| !types.is_empty()),
        };
        busy.set(true);
        spawn_local(async move {
            let answer = endpoints.staff.client().create_webhook_endpoint(&endpoint).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(created) => {
                    open.set(false);
                    endpoints.secret.set(Some(secret_to_show("Secret of the new endpoint", created.secret)));
                    endpoints.reload();
                }
                Err(error) => form.show(error),
            }
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=create>
                "Add endpoint"
            </Button>
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        create.run(());
    };
    view! {
        <Dialog open title="New webhook endpoint" variant=DialogVariant::Sheet footer=footer>
            <form class="form-groups" novalidate on:submit=submit>
                <EndpointFields form />
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}
