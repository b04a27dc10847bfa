//! Calls about webhook endpoints and what was sent to them.

use shared::ids::{WebhookDeliveryId, WebhookEndpointId};
use shared::page::Page;
use shared::paths::ApiPath;
use shared::webhook::{
    DeliveryState, NewWebhookEndpoint, WebhookDelivery, WebhookEndpoint, WebhookEndpointSecret, WebhookEndpointUpdate,
};

use super::error::ApiError;
use super::http::{Etag, Method, Request, Versioned};
use super::staff::StaffClient;

impl StaffClient {
    /// One page of the endpoints.
    pub async fn webhook_endpoints(&self, cursor: Option<&str>) -> Result<Page<WebhookEndpoint>, ApiError> {
        self.call(Request::get(ApiPath::WebhookEndpoints).query("cursor", cursor)).await
    }

    /// Creates an endpoint; the answer carries its secret, this once.
    pub async fn create_webhook_endpoint(
        &self,
        endpoint: &NewWebhookEndpoint,
    ) -> Result<WebhookEndpointSecret, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::WebhookEndpoints).json(endpoint)?).await
    }

    /// One endpoint.
    pub async fn webhook_endpoint(&self, id: &WebhookEndpointId) -> Result<Versioned<WebhookEndpoint>, ApiError> {
        self.call_versioned(Request::get(ApiPath::WebhookEndpoint(id))).await
    }

    /// Changes an endpoint, or switches it off or on.
    pub async fn update_webhook_endpoint(
        &self,
        id: &WebhookEndpointId,
        update: &WebhookEndpointUpdate,
        etag: &Etag,
    ) -> Result<Versioned<WebhookEndpoint>, ApiError> {
        let request = Request::new(Method::Patch, ApiPath::WebhookEndpoint(id)).json(update)?;
        self.call_versioned(request.if_match(Some(etag))).await
    }

    /// Deletes an endpoint with everything that was to be sent to it. It asks for no version: stopping events must not
    /// fail because somebody changed the description.
    pub async fn delete_webhook_endpoint(&self, id: &WebhookEndpointId) -> Result<(), ApiError> {
        self.command(Request::new(Method::Delete, ApiPath::WebhookEndpoint(id))).await
    }

    /// Makes a new secret, shown this once; the old one signs too for a day.
    pub async fn rotate_webhook_secret(&self, id: &WebhookEndpointId) -> Result<WebhookEndpointSecret, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::WebhookSecret(id))).await
    }

    /// Sends a test event.
    pub async fn ping_webhook_endpoint(&self, id: &WebhookEndpointId) -> Result<WebhookDelivery, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::WebhookPing(id))).await
    }

    /// One page of what was and will be sent, newest first.
    pub async fn webhook_deliveries(
        &self,
        id: &WebhookEndpointId,
        state: Option<DeliveryState>,
        cursor: Option<&str>,
    ) -> Result<Page<WebhookDelivery>, ApiError> {
        let request = Request::get(ApiPath::WebhookDeliveries(id)).query("state", state.map(DeliveryState::as_str));
        self.call(request.query("cursor", cursor)).await
    }

    /// Sends an event again.
    pub async fn redeliver_webhook(
        &self,
        id: &WebhookEndpointId,
        delivery: &WebhookDeliveryId,
    ) -> Result<WebhookDelivery, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::WebhookRedeliver(id, delivery))).await
    }
}
