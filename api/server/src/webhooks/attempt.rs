//! One attempt at a delivery.

use host::clock::Stopwatch;
use host::keys::Keys;
use shared::ids::WebhookEndpointId;
use shared::webhook::DeliveryAttempt;
use store::deliveries::ClaimedWebhook;
use store::webhook_endpoints::ServedEndpoint;

use super::deliverer::Deliverer;
use super::sender::Message;
use super::signature::Signer;

/// Where the events of an endpoint go, and what signs them.
#[derive(Debug)]
pub(super) struct Addressee {
    pub(super) endpoint_id: WebhookEndpointId,
    url: String,
    signer: Signer,
    /// Of the endpoint: what staff changed since is another addressee.
    pub(super) version: i64,
}

impl Addressee {
    /// None when a secret of the endpoint cannot be opened.
    pub(super) fn of(endpoint: &ServedEndpoint, keys: &Keys) -> Option<Self> {
        let purpose = endpoint.id.as_str();
        let secrets: Option<Vec<_>> = endpoint.sealed_secrets.iter().map(|sealed| keys.open(sealed, purpose)).collect();
        Some(Self {
            endpoint_id: endpoint.id.clone(),
            url: endpoint.url.clone(),
            signer: Signer::new(&secrets?)?,
            version: endpoint.version,
        })
    }
}

/// An attempt that was made, and is to be recorded.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) delivery: ClaimedWebhook,
    pub(super) attempt: DeliveryAttempt,
}

/// Makes one attempt.
pub(super) async fn attempt(deliverer: &Deliverer, to: &Addressee, delivery: ClaimedWebhook) -> Ended {
    let attempted_at = deliverer.clock.now();
    let message = Message::signed(&to.signer, delivery.event_id.as_str(), attempted_at, delivery.body.clone());
    let watch = Stopwatch::start();
    let (outcome, status) = deliverer.sender.send(&to.url, message).await;
    let duration_ms = i64::try_from(watch.elapsed().as_millis()).unwrap_or(i64::MAX);
    Ended { delivery, attempt: DeliveryAttempt { attempted_at, duration_ms, status, outcome } }
}
