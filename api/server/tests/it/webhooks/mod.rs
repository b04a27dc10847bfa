//! Webhooks: what is told to whom, and that nothing is lost, forged, or sent where it must not go.

mod certificates;
mod delivery;
mod endpoints;
mod events;
mod kills;
mod one_log;
mod targets;
mod tenants;

use serde_json::{Value, json};
use server::webhooks::worker;
use shared::paths::ApiPath;
use shared::webhook::{WebhookDelivery, WebhookEndpoint, WebhookEndpointSecret};

use crate::support::receiver::Receiver;
use crate::support::{Organization, TestApp};

/// An endpoint at a receiver, for all events.
async fn listen(org: &Organization, receiver: &Receiver) -> WebhookEndpointSecret {
    listen_with(org, json!({ "url": receiver.url })).await
}

async fn listen_with(org: &Organization, body: Value) -> WebhookEndpointSecret {
    org.admin.post(ApiPath::WebhookEndpoints, body).await.json(201)
}

/// Sends what is due; tells how many attempts were made.
pub(crate) async fn deliver(app: &TestApp) -> usize {
    worker::pass(&app.app.deliverer()).await.unwrap()
}

async fn endpoint(app: &TestApp, org: &Organization, hook: &WebhookEndpointSecret) -> WebhookEndpoint {
    let org = app.second_session(org).await;
    org.admin.get(ApiPath::WebhookEndpoint(&hook.webhook_endpoint.id)).await.json(200)
}

/// The deliveries to an endpoint, newest first.
async fn deliveries(app: &TestApp, org: &Organization, hook: &WebhookEndpointSecret) -> Vec<WebhookDelivery> {
    let org = app.second_session(org).await;
    let page = org.admin.get(ApiPath::WebhookDeliveries(&hook.webhook_endpoint.id)).await.value(200);
    serde_json::from_value(page["data"].clone()).unwrap()
}
