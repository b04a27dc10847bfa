//! One webhook endpoint in the list.

use leptos::prelude::*;
use shared::webhook::{EventType, WebhookEndpoint};
use ui::components::{Chips, Record, StatePill};

use super::words;
use crate::app::route::AppPath;
use crate::app::session::Staff;

/// Its address, its state with the reason, and which events it gets.
#[component]
pub(super) fn EndpointRow(endpoint: WebhookEndpoint, staff: Staff) -> impl IntoView {
    let (tone, state) = words::state(&endpoint);
    let (href, url) = (AppPath::WebhookEndpoint(endpoint.id.clone()).to_string(), endpoint.url.clone());
    let name = move || {
        view! {
            <a class="record__name--code" href=href.clone()>
                {url.clone()}
            </a>
        }
    };
    let description = Some(endpoint.description.clone()).filter(|text| !text.is_empty());
    let events = endpoint.event_types.clone();
    let trouble = move || words::trouble(&endpoint, &staff.formats());
    view! {
        <Record name state=move || view! { <StatePill tone text=state /> }>
            {description.map(|text| view! { <p>{text}</p> })}
            {move || trouble().map(|sentence| view! { <p class="webhook__trouble">{sentence}</p> })}
            <Events events />
        </Record>
    }
}

/// The events that an endpoint gets.
#[component]
pub(super) fn Events(events: Vec<EventType>) -> impl IntoView {
    if events.is_empty() {
        view! { <p class="muted">"All events"</p> }.into_any()
    } else {
        view! { <Chips label="Events" codes=events.into_iter().map(EventType::as_str).collect() /> }.into_any()
    }
}
