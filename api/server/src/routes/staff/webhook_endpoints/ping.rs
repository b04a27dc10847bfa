//! `POST /webhook-endpoints/{webhook_endpoint_id}/ping`

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
use crate::routes::WebhookEndpointPath;
use crate::routes::staff::record;
use api_http::error::ApiError;
use store::{deliveries, webhook_endpoints};

/// Send a test event
///
/// Sends an event of the type `ping` to the endpoint, whatever its filter. The deliveries of the endpoint show how it went.
#[utoipa::path(
    operation_id = "ping_webhook_endpoint",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IdempotencyKeyHeader),
    responses(
        (status = 202, description = "On its way.", body = WebhookDelivery, headers(("Idempotency-Replayed" = String))),
        (status = 409, description = "`webhook_endpoint_disabled`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/webhook-endpoints/{webhook_endpoint_id}/ping")]
pub async fn ping_webhook_endpoint(
    key: IdempotencyKey,
    caller: Require<EditWebhooks>,
    path: web::Path<WebhookEndpointPath>,
) -> Result<HttpResponse, ApiError> {
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let endpoint = lock(&mut tx, caller.organization_id(), &path.webhook_endpoint_id, caller.now).await?;
    if !endpoint.enabled {
        return Err(ApiError::new(ProblemCode::WebhookEndpointDisabled));
    }
    webhook_endpoints::try_now(tx.db(), &endpoint).await?;
    let id = deliveries::send_test(tx.db(), caller.organization_id(), &endpoint.id, caller.now).await?;
    let summary = format!("sent a test event to the webhook endpoint at {}", host_of(&endpoint.url));
    record(&mut tx, &caller, AuditAction::WebhookPinged, endpoint.id.as_str(), summary);
    let delivery = deliveries::find(tx.db(), caller.organization_id(), &endpoint.id, &id)
        .await?
        .ok_or_else(ApiError::not_found)?;
    claim.commit(tx, Answer::json(StatusCode::ACCEPTED, &delivery)?).await
}
