//! Webhooks: what is told to whom, and that nothing is lost, forged, or sent where it must not go.

mod certificates;
mod delivery;
mod endpoints;
mod events;
mod fairness;
mod kills;
mod listening;
mod one_log;
mod resting;
mod rotation;
mod several;
mod targets;
mod tenants;

use std::time::Duration;

use serde_json::{Value, json};
use server::app::App;
use server::webhooks::worker;
use shared::paths::ApiPath;
use shared::webhook::{WebhookDelivery, WebhookEndpoint, WebhookEndpointSecret};
use store::webhook_endpoints;

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

/// Takes up what is due, as a server does that dies before it has sent anything; tells how much that was.
pub(crate) async fn take_up_and_die(app: &TestApp) -> usize {
    let now = app.clock.now();
    let waiting = {
        let mut reader = app.app.store.read_across().await.unwrap();
        store::deliveries::waiting(reader.across(), now).await.unwrap()
    };
    let (mut tx, mut claimed) = (app.app.store.begin_across().await.unwrap(), 0);
    for due in waiting {
        let served = webhook_endpoints::serve(&mut tx, &due.organization_id, &due.id, "dead", now).await.unwrap();
        claimed += store::deliveries::claim_webhooks(&mut tx, &served.unwrap(), 10, now).await.unwrap().len();
    }
    tx.commit().await.unwrap();
    claimed
}

/// A server that delivers until it is stopped.
struct Delivering {
    stop: tokio::sync::oneshot::Sender<()>,
    task: actix_web::rt::task::JoinHandle<()>,
}

impl Delivering {
    fn start(app: &App) -> Self {
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let task = actix_web::rt::spawn(worker::deliver_until(app.deliverer(), stopped));
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// Waits until something is true.
async fn until(is_so: impl Fn() -> bool) {
    let come_true = async {
        while !is_so() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(15), come_true).await.expect("it comes true");
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
