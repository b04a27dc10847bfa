//! `GET /webhook-endpoints/{webhook_endpoint_id}`

use actix_web::{get, web};
use shared::webhook::WebhookEndpoint;

use super::find;
use crate::auth::{ReadWebhooks, Require};
use crate::error::ApiError;
use crate::extract::Tagged;
use crate::routes::{IfNoneMatch, WebhookEndpointPath};
use crate::server::App;

/// Read a webhook endpoint
///
/// The secret is never shown again; rotate it when it is lost.
#[utoipa::path(
    operation_id = "get_webhook_endpoint",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IfNoneMatch),
    responses((status = 200, description = "The endpoint.", body = WebhookEndpoint, headers(("ETag" = String))))
)]
#[get("/webhook-endpoints/{webhook_endpoint_id}")]
pub async fn get_webhook_endpoint(
    app: web::Data<App>,
    caller: Require<ReadWebhooks>,
    path: web::Path<WebhookEndpointPath>,
) -> Result<Tagged<WebhookEndpoint>, ApiError> {
    let mut reader = app.store.read(caller.organization_id()).await?;
    let endpoint = find(reader.db(), caller.organization_id(), &path.webhook_endpoint_id, caller.now).await?;
    Ok(Tagged::ok(endpoint.version, endpoint))
}
