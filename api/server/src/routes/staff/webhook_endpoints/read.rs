//! `GET /webhook-endpoints/{webhook_endpoint_id}`

use actix_web::{get, web};
use shared::webhook::WebhookEndpoint;

use super::find;
use crate::auth::ReadWebhooks;
use crate::auth::Require;
use crate::routes::WebhookEndpointPath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;

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
    store: web::Data<Store>,
    caller: Require<ReadWebhooks>,
    path: web::Path<WebhookEndpointPath>,
) -> Result<Tagged<WebhookEndpoint>, ApiError> {
    let mut reader = store.read(caller.organization_id()).await?;
    let endpoint = find(reader.db(), caller.organization_id(), &path.webhook_endpoint_id, caller.now).await?;
    Ok(Tagged::ok(endpoint.version, endpoint))
}
