//! `POST /webhook-endpoints`

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post, web};
use domain::audit_action::AuditAction;
use shared::ids::WebhookEndpointId;
use shared::paths::ApiPath;
use shared::webhook::{NewWebhookEndpoint, WebhookEndpointSecret};

use super::checked;
use super::find;
use super::host_of;
use crate::auth::EditWebhooks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::routes::staff::record;
use crate::webhooks::Sender;
use crate::webhooks::signature::new_secret;
use api_http::error::ApiError;
use api_http::extract::Body;
use host::keys::Keys;
use host::random;
use store::webhook_endpoints::{self, EndpointFields, NewEndpointRow};

/// Create a webhook endpoint
///
/// Events are posted to it according to Standard Webhooks 1.0, at least once, for about a day until the receiver answers with
/// a status of 200 to 299. The secret that signs them is in this answer only.
#[utoipa::path(
    operation_id = "create_webhook_endpoint",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(IdempotencyKeyHeader),
    request_body = NewWebhookEndpoint,
    responses(
        (status = 201, description = "Created: store the secret now.", body = WebhookEndpointSecret, headers(("Location" = String), ("Idempotency-Replayed" = String)))
    )
)]
#[post("/webhook-endpoints")]
pub async fn create_webhook_endpoint(
    keys: web::Data<Keys>,
    sender: web::Data<Sender>,
    key: IdempotencyKey,
    caller: Require<EditWebhooks>,
    new: Body<NewWebhookEndpoint>,
) -> Result<HttpResponse, ApiError> {
    let (NewWebhookEndpoint { url, description, event_types }, digest) = new.with_digest()?;
    let fields = EndpointFields {
        url,
        description: description.unwrap_or_default(),
        event_types: event_types.unwrap_or_default(),
    };
    let fields = checked(&sender, fields)?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let (organization, now) = (caller.organization_id(), caller.now);
    let id = WebhookEndpointId::from_u128(random::id(now));
    let secret = new_secret();
    let sealed = keys.seal(&secret, id.as_str());
    let row = NewEndpointRow { id: &id, fields: &fields, sealed_secret: &sealed, created_by: &caller.member.id };
    webhook_endpoints::insert(tx.db(), organization, row, now).await?;
    let summary = format!("added the webhook endpoint at {}", host_of(&fields.url));
    record(&mut tx, &caller, AuditAction::WebhookCreated, id.as_str(), summary);
    let webhook_endpoint = find(tx.db(), organization, &id, now).await?;
    let created = WebhookEndpointSecret { webhook_endpoint, secret };
    claim.commit(tx, Answer::json(StatusCode::CREATED, &created)?.located(ApiPath::WebhookEndpoint(&id))).await
}
