//! What can be done with an endpoint: edit, test, rotate its secret, switch it off and on, delete.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::webhook::{DeliveryState, WebhookDelivery};
use ui::components::{Banner, Button, ButtonVariant, IconName, Tone};

use super::change::{DeleteDialog, RotateDialog, switch};
use super::edit::EditDialog;
use super::open::OpenEndpoint;
use crate::app::session::Staff;
use crate::pages::settings::webhooks::words;

/// The buttons with their dialogs, and what came of the last test.
#[component]
pub(super) fn Actions(endpoint: OpenEndpoint) -> impl IntoView {
    let (editing, rotating, deleting) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let (pinging, switching) = (RwSignal::new(false), RwSignal::new(false));
    let here = Memo::new(move |_| endpoint.get().is_some());
    let enabled = Memo::new(move |_| endpoint.get().is_none_or(|now| now.value.enabled));
    let frozen = Signal::derive(move || !here.get() || endpoint.staff.locked());
    let opens = |open: RwSignal<bool>| Callback::new(move |()| open.set(true));
    let ping = Callback::new(move |()| ping(endpoint, pinging));
    view! {
        <div class="webhook__actions" role="group" aria-label="Actions">
            <Button
                icon=IconName::Send
                disabled=Signal::derive(move || frozen.get() || !enabled.get())
                busy=pinging
                on_press=ping
            >
                "Send test event"
            </Button>
            <Button icon=IconName::Edit disabled=frozen on_press=opens(editing)>
                "Edit"
            </Button>
            <Button icon=IconName::Key disabled=frozen on_press=opens(rotating)>
                "Rotate secret"
            </Button>
            <Button disabled=frozen busy=switching on_press=Callback::new(move |()| switch(endpoint, switching))>
                {move || if enabled.get() { "Disable" } else { "Enable" }}
            </Button>
            <Button
                variant=ButtonVariant::GhostDanger
                icon=IconName::Trash
                disabled=Signal::derive(move || !here.get())
                on_press=opens(deleting)
            >
                "Delete"
            </Button>
        </div>
        {move || endpoint.ping.get().map(|ping| view! { <PingResult ping staff=endpoint.staff /> })}
        <EditDialog endpoint open=editing />
        <RotateDialog endpoint open=rotating />
        <DeleteDialog endpoint open=deleting />
    }
}

/// Sends a test event and follows it.
fn ping(endpoint: OpenEndpoint, busy: RwSignal<bool>) {
    busy.set(true);
    endpoint.ping.set(None);
    spawn_local(async move {
        let id = endpoint.id();
        let answer = endpoint.staff.client().ping_webhook_endpoint(&id).await;
        if busy.try_set(false).is_some() {
            return;
        }
        match answer {
            Ok(delivery) => {
                let (id, attempts) = (delivery.id.clone(), delivery.attempts.len());
                endpoint.ping.set(Some(delivery));
                endpoint.follow(id, attempts);
            }
            Err(error) => endpoint.toasts().error(error.message()),
        }
    });
}

#[component]
fn PingResult(ping: WebhookDelivery, staff: Staff) -> impl IntoView {
    let last = ping.attempts.last().map(words::attempt);
    let next = ping.next_attempt_at.map(|next| format!(" The next attempt is on {}.", staff.formats().instant(next)));
    let (tone, title, text) = match (last, ping.state) {
        (None, _) => (Tone::Info, "The test event is on its way.", "The result will appear here.".to_owned()),
        (Some(last), DeliveryState::Succeeded) => (Tone::Success, "The test event arrived.", last),
        (Some(last), _) => {
            (Tone::Warning, "The test event did not arrive.", format!("{last}{}", next.unwrap_or_default()))
        }
    };
    view! {
        <div class="webhook__ping">
            <Banner tone title>
                {text}
            </Banner>
        </div>
    }
}
