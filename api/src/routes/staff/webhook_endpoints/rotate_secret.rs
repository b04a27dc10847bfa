//! `POST /webhook-endpoints/{webhook_endpoint_id}/secret`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use shared::time::Timestamp;
use shared::webhook::WebhookEndpointSecret;

use super::{find, host_of, lock};
use crate::auth::{EditWebhooks, Require};
use crate::domain::delivery::SECRET_OVERLAP_MS;
use crate::error::ApiError;
use crate::events::signature::new_secret;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::WebhookEndpointPath;
use crate::routes::staff::record;
use crate::server::App;
use crate::store::webhook_endpoints;

/// Rotate the secret of a webhook endpoint
///
/// The new secret is in this answer only. The old one signs too for 24 hours, so that the receiver can change over.
#[utoipa::path(
    operation_id = "rotate_webhook_secret",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IdempotencyKeyHeader),
    responses((status = 200, description = "Rotated: store the secret now.", body = WebhookEndpointSecret, headers(("Idempotency-Replayed" = String))))
)]
#[post("/webhook-endpoints/{webhook_endpoint_id}/secret")]
pub async fn rotate_webhook_secret(
    app: web::Data<App>,
    key: IdempotencyKey,
    caller: Require<EditWebhooks>,
    path: web::Path<WebhookEndpointPath>,
) -> Result<HttpResponse, ApiError> {
    let (mut tx, claim) = match key.begin(&app, &caller, "").await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let (organization, id, now) = (caller.organization_id(), &path.webhook_endpoint_id, caller.now);
    let before = lock(&mut tx, organization, id, now).await?;
    let until = Timestamp::from_unix_ms(now.unix_ms() + SECRET_OVERLAP_MS);
    let until = until.ok_or_else(|| ApiError::internal("the end of the overlap is no instant"))?;
    let secret = new_secret();
    let sealed = app.keys.seal(&secret, id.as_str());
    webhook_endpoints::rotate(tx.db(), id, &sealed, until, now).await?;
    let summary = format!("rotated the secret of the webhook endpoint at {}", host_of(&before.url));
    record(&mut tx, &caller, "webhook.secret_rotated", id.as_str(), summary);
    let webhook_endpoint = find(tx.db(), organization, id, now).await?;
    claim.commit(tx, Answer::json(StatusCode::OK, &WebhookEndpointSecret { webhook_endpoint, secret })?).await
}
