//! `POST /webhook-endpoints/{webhook_endpoint_id}/secret`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use shared::time::Timestamp;
use shared::webhook::WebhookEndpointSecret;

use super::find;
use super::host_of;
use super::lock;
use crate::auth::EditWebhooks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::WebhookEndpointPath;
use crate::routes::staff::record;
use crate::webhooks::signature::new_secret;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::delivery::SECRET_OVERLAP_MS;
use host::keys::Keys;
use store::webhook_endpoints;

/// Rotate the secret of a webhook endpoint
///
/// The new secret is in this answer only. The old secret also signs for another 24 hours, so that the receiver can change
/// over. After a second rotation within that time, the secret before it signs too, until its own 24 hours are over; after a
/// third, the oldest no longer does.
#[utoipa::path(
    operation_id = "rotate_webhook_secret",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IdempotencyKeyHeader),
    responses((status = 200, description = "Rotated: store the secret now.", body = WebhookEndpointSecret, headers(("Idempotency-Replayed" = String))))
)]
#[post("/webhook-endpoints/{webhook_endpoint_id}/secret")]
pub async fn rotate_webhook_secret(
    keys: web::Data<Keys>,
    key: IdempotencyKey,
    caller: Require<EditWebhooks>,
    path: web::Path<WebhookEndpointPath>,
) -> Result<HttpResponse, ApiError> {
    let (mut tx, claim) = match key.begin(&caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let (organization, id, now) = (caller.organization_id(), &path.webhook_endpoint_id, caller.now);
    let before = lock(&mut tx, organization, id, now).await?;
    let until = Timestamp::from_unix_ms(now.unix_ms() + SECRET_OVERLAP_MS);
    let until = until.ok_or_else(|| ApiError::internal("the end of the overlap is no instant"))?;
    let secret = new_secret();
    let sealed = keys.seal(&secret, id.as_str());
    webhook_endpoints::rotate(tx.db(), &before, &sealed, until, now).await?;
    let summary = format!("rotated the secret of the webhook endpoint at {}", host_of(&before.url));
    record(&mut tx, &caller, AuditAction::WebhookSecretRotated, id.as_str(), summary);
    let webhook_endpoint = find(tx.db(), organization, id, now).await?;
    claim.commit(tx, Answer::json(StatusCode::OK, &WebhookEndpointSecret { webhook_endpoint, secret })?).await
}
