//! `DELETE /webhook-endpoints/{webhook_endpoint_id}`

use actix_web::{HttpResponse, delete, web};

use super::{host_of, lock};
use crate::auth::{DeleteWebhooks, Require};
use crate::error::ApiError;
use crate::extract::Precondition;
use crate::routes::staff::record;
use crate::routes::{IfMatch, WebhookEndpointPath};
use crate::server::App;
use crate::store::{webhook_deliveries, webhook_endpoints};

/// Delete a webhook endpoint
///
/// It gets nothing any more, and its secret is gone. Possible also while the subscription is inactive.
#[utoipa::path(
    operation_id = "delete_webhook_endpoint",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IfMatch),
    responses((status = 204, description = "Deleted."))
)]
#[delete("/webhook-endpoints/{webhook_endpoint_id}")]
pub async fn delete_webhook_endpoint(
    app: web::Data<App>,
    caller: Require<DeleteWebhooks>,
    path: web::Path<WebhookEndpointPath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let (organization, id) = (caller.organization_id(), &path.webhook_endpoint_id);
    let mut tx = app.store.begin(caller.organization_id()).await?;
    let endpoint = lock(&mut tx, organization, id, caller.now).await?;
    precondition.check(endpoint.version, endpoint.clone())?;
    webhook_endpoints::delete(tx.db(), id, caller.now).await?;
    webhook_deliveries::give_up(tx.db(), id).await?;
    let summary = format!("deleted the webhook endpoint at {}", host_of(&endpoint.url));
    record(&mut tx, &caller, "webhook.deleted", id.as_str(), summary);
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
