//! One event on its way to an endpoint.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::time::Timestamp;
use shared::webhook::{DeliveryState, WebhookDelivery};
use ui::components::{Button, IconName, Record, StatePill};

use super::open::OpenEndpoint;
use crate::app::route::AppPath;
use crate::pages::settings::webhooks::words;

/// What happened, how far it is, and every attempt. It changes in place: what is open stays open.
#[component]
pub(super) fn Delivery(delivery: WebhookDelivery, endpoint: OpenEndpoint) -> impl IntoView {
    let id = delivery.id.clone();
    let first = delivery.clone();
    let now = Memo::new(move |_| endpoint.deliveries().find(|item| item.id == id).unwrap_or_else(|| first.clone()));
    let formats = move || endpoint.staff.formats();
    let WebhookDelivery { id, event_id, event_type, vehicle_id, created_at, .. } = delivery;
    let event_name = event_type.clone();
    let vehicle = vehicle_id.map(|id| {
        view! {
            " · "
            <a class="delivery__vehicle" href=AppPath::Vehicle(id).to_string()>
                "Open the vehicle"
            </a>
        }
    });
    let name = move || view! { <span class="record__name--code">{event_type.clone()}</span> };
    let state = move || {
        move || {
            let (tone, text) = now.with(|now| words::delivery_state(now.state, now.attempts.len()));
            view! { <StatePill tone text /> }
        }
    };
    let last = move || now.with(|now| now.attempts.last().map(words::attempt));
    let next =
        move || now.with(|now| now.next_attempt_at).map(|next| format!("Next attempt: {}", formats().instant(next)));
    let at = move |instant: Timestamp| {
        view! { <time datetime=instant.to_string()>{move || formats().instant(instant)}</time> }
    };
    let actions = move || {
        let (id, event_name) = (id.clone(), event_name.clone());
        view! { <Redeliver id event_name now endpoint /> }
    };
    view! {
        <Record nested=true name state actions>
            <div>
                <p class="muted">{at(created_at)}{vehicle}</p>
                {move || last().map(|sentence| view! { <p>{sentence}</p> })}
                {move || next().map(|sentence| view! { <p class="muted">{sentence}</p> })}
            </div>
            <details class="delivery__more">
                <summary>{move || attempts(now.with(|now| now.attempts.len()))}</summary>
                <ol class="delivery__attempts">
                    {move || {
                        now.get()
                            .attempts
                            .into_iter()
                            .map(|attempt| {
                                view! { <li>{at(attempt.attempted_at)} <span>{words::attempt(&attempt)}</span></li> }
                            })
                            .collect_view()
                    }}
                </ol>
                <p class="muted">"Message ID: " <code>{event_id.to_string()}</code></p>
            </details>
        </Record>
    }
}

#[component]
fn Redeliver(
    id: shared::ids::WebhookDeliveryId,
    event_name: String,
    now: Memo<WebhookDelivery>,
    endpoint: OpenEndpoint,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    // What waits for its first try is on its way already; a disabled endpoint gets nothing.
    let waiting = Memo::new(move |_| now.with(|now| now.state == DeliveryState::Pending && now.attempts.is_empty()));
    let enabled = Memo::new(move |_| endpoint.get().is_some_and(|now| now.value.enabled));
    let disabled = Signal::derive(move || waiting.get() || !enabled.get() || endpoint.staff.locked());
    let send = Callback::new(move |()| {
        let id = id.clone();
        busy.set(true);
        spawn_local(async move {
            let answer = endpoint.staff.client().redeliver_webhook(&endpoint.id(), &id).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(delivery) => {
                    endpoint.toasts().success("The event is being sent again.");
                    endpoint.follow(delivery.id, delivery.attempts.len());
                }
                Err(error) => endpoint.toasts().error(error.message()),
            }
        });
    });
    view! {
        <Button icon=IconName::Refresh label=format!("Send {event_name} again") disabled busy on_press=send>
            "Send again"
        </Button>
    }
}

/// The name of what opens, in which there is an id even before the first attempt.
fn attempts(count: usize) -> String {
    match count {
        0 => "Details".to_owned(),
        1 => "1 attempt".to_owned(),
        count => format!("{count} attempts"),
    }
}
