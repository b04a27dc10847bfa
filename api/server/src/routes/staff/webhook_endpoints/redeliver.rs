//! `POST /webhook-endpoints/{webhook_endpoint_id}/deliveries/{webhook_delivery_id}/redeliver`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use domain::audit_action::AuditAction;
use shared::problem::ProblemCode;
use shared::webhook::WebhookDelivery;

use super::host_of;
use super::lock;
use crate::auth::EditWebhooks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::WebhookDeliveryPath;
use crate::routes::staff::record;
use api_http::error::ApiError;
use store::{deliveries, webhook_endpoints};

/// Send an event again
///
/// Sends the same event, with the same `webhook-id`, to the endpoint once more, with retries if that fails, whatever became
/// of it before. If the endpoint is backing off, that ends.
#[utoipa::path(
    operation_id = "redeliver_webhook",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookDeliveryPath, IdempotencyKeyHeader),
    responses(
        (status = 202, description = "On its way.", body = WebhookDelivery, headers(("Idempotency-Replayed" = String))),
        (status = 409, description = "`webhook_endpoint_disabled`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/webhook-endpoints/{webhook_endpoint_id}/deliveries/{webhook_delivery_id}/redeliver")]
pub async fn redeliver_webhook(
    key: IdempotencyKey,
    caller: Require<EditWebhooks>,
    path: web::Path<WebhookDeliveryPath>,
) -> Result<HttpResponse, ApiError> {
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let endpoint = lock(&mut tx, caller.organization_id(), &path.webhook_endpoint_id, caller.now).await?;
    let id = &path.webhook_delivery_id;
    if !deliveries::again(tx.db(), &endpoint, id, caller.now).await? {
        return Err(ApiError::not_found());
    }
    if !endpoint.enabled {
        return Err(ApiError::new(ProblemCode::WebhookEndpointDisabled));
    }
    webhook_endpoints::try_now(tx.db(), &endpoint).await?;
    let summary = format!("resent an event to the webhook endpoint at {}", host_of(&endpoint.url));
    record(&mut tx, &caller, AuditAction::WebhookRedelivered, endpoint.id.as_str(), summary);
    let delivery =
        deliveries::find(tx.db(), caller.organization_id(), &endpoint.id, id).await?.ok_or_else(ApiError::not_found)?;
    claim.commit(tx, Answer::json(StatusCode::ACCEPTED, &delivery)?).await
}
