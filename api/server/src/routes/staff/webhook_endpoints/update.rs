//! `PATCH /webhook-endpoints/{webhook_endpoint_id}`

use actix_web::{patch, web};
use domain::audit_action::AuditAction;
use shared::patch::Patch;
use shared::webhook::{DisabledReason, WebhookEndpoint, WebhookEndpointUpdate};

use super::checked;
use super::find;
use super::host_of;
use super::lock;
use crate::auth::EditWebhooks;
use crate::auth::Require;
use crate::routes::WebhookEndpointPath;
use crate::routes::staff::record;
use crate::webhooks::Sender;
use api_http::conditions::IfMatch;
use api_http::edit::Edit;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use store::Store;
use store::webhook_endpoints::{self, EndpointFields, LockedEndpoint};
use store::{Change, Tx, deliveries};

/// Change a webhook endpoint
///
/// JSON Merge Patch. Disabling it gives up the deliveries that are still due; enabling it forgets earlier failures.
#[utoipa::path(
    operation_id = "update_webhook_endpoint",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, IfMatch),
    request_body = WebhookEndpointUpdate,
    responses((status = 200, description = "The endpoint as it is now.", body = WebhookEndpoint, headers(("ETag" = String))))
)]
#[patch("/webhook-endpoints/{webhook_endpoint_id}")]
pub async fn update_webhook_endpoint(
    store: web::Data<Store>,
    sender: web::Data<Sender>,
    caller: Require<EditWebhooks>,
    path: web::Path<WebhookEndpointPath>,
    precondition: Precondition,
    update: Edit<WebhookEndpoint, WebhookEndpointUpdate>,
) -> Result<Tagged<WebhookEndpoint>, ApiError> {
    let (update, repeated) = update.valid()?;
    let (organization, id, now) = (caller.organization_id(), &path.webhook_endpoint_id, caller.now);
    let mut tx = store.begin(caller.organization_id()).await?;
    let before = lock(&mut tx, organization, id, now).await?;
    precondition.check(before.version, before.clone())?;
    repeated.check(Some(&before))?;
    let enabled = update.enabled;
    let fields = checked(&sender, apply(&before, update))?;
    let host = host_of(&fields.url);
    let fields = Change::between(&apply(&before, WebhookEndpointUpdate::default()), fields);
    let switched = enabled.filter(|enabled| *enabled != before.enabled);
    if fields.is_none() && switched.is_none() {
        return Ok(Tagged::ok(before.version, before.clone()));
    }
    if let Some(fields) = fields {
        webhook_endpoints::update(tx.db(), &before, &fields, now).await?;
    }
    switch(&mut tx, &caller, &before, switched).await?;
    let summary = match switched {
        Some(true) => "enabled",
        Some(false) => "disabled",
        None => "changed",
    };
    let summary = format!("{summary} the webhook endpoint at {host}");
    record(&mut tx, &caller, AuditAction::WebhookUpdated, id.as_str(), summary);
    let after = find(tx.db(), organization, id, now).await?;
    tx.commit().await?;
    Ok(Tagged::ok(after.version, after))
}

fn apply(before: &WebhookEndpoint, update: WebhookEndpointUpdate) -> EndpointFields {
    let WebhookEndpointUpdate { url, description, event_types, enabled: _ } = update;
    EndpointFields {
        url: url.unwrap_or_else(|| before.url.clone()),
        description: match description {
            Patch::Absent => before.description.clone(),
            Patch::Null => String::new(),
            Patch::Value(text) => text,
        },
        event_types: match event_types {
            Patch::Absent => before.event_types.clone(),
            Patch::Null => Vec::new(),
            Patch::Value(types) => types,
        },
    }
}

async fn switch(
    tx: &mut Tx,
    caller: &Require<EditWebhooks>,
    before: &LockedEndpoint,
    switched: Option<bool>,
) -> Result<(), store::Error> {
    match switched {
        Some(true) => webhook_endpoints::enable(tx.db(), before, caller.now).await,
        Some(false) => {
            let organization = caller.organization_id();
            webhook_endpoints::disable(tx.db(), organization, &before.id, DisabledReason::Manual, caller.now).await?;
            deliveries::give_up(tx.db(), organization, &before.id).await
        }
        None => Ok(()),
    }
}
