//! `DELETE /webhook-endpoints/{webhook_endpoint_id}`

use actix_web::{HttpResponse, delete, web};

use super::host_of;
use crate::auth::DeleteWebhooks;
use crate::auth::Require;
use crate::routes::WebhookEndpointPath;
use crate::routes::staff::record;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::Precondition;
use domain::audit_action::AuditAction;
use store::Store;
use store::{deliveries, webhook_endpoints};

/// Delete a webhook endpoint
///
/// It receives no more events, and its secret is deleted. Deleting twice is not an error. Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "delete_webhook_endpoint",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IfMatch),
    responses((status = 204, description = "Deleted."))
)]
#[delete("/webhook-endpoints/{webhook_endpoint_id}")]
pub async fn delete_webhook_endpoint(
    store: web::Data<Store>,
    caller: Require<DeleteWebhooks>,
    path: web::Path<WebhookEndpointPath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let (organization, id) = (caller.organization_id(), &path.webhook_endpoint_id);
    let mut tx = store.begin(caller.organization_id()).await?;
    let Some(endpoint) = webhook_endpoints::lock(&mut tx, organization, id, caller.now).await? else {
        let is_deleted = webhook_endpoints::is_deleted(tx.db(), organization, id).await?;
        return if is_deleted { Ok(HttpResponse::NoContent().finish()) } else { Err(ApiError::not_found()) };
    };
    precondition.check(endpoint.version, endpoint.clone())?;
    webhook_endpoints::delete(tx.db(), &endpoint, caller.now).await?;
    deliveries::give_up(tx.db(), organization, id).await?;
    let summary = format!("deleted the webhook endpoint at {}", host_of(&endpoint.url));
    record(&mut tx, &caller, AuditAction::WebhookDeleted, id.as_str(), summary);
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
