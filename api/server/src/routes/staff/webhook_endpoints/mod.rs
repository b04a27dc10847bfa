//! Webhook endpoints: where events go, what signs them, and how they got there.

pub mod create;
pub mod delete;
pub mod deliveries;
pub mod list;
pub mod ping;
pub mod read;
pub mod redeliver;
pub mod rotate_secret;
pub mod update;

use api_http::operations::Operations;
use shared::ids::{OrganizationId, WebhookEndpointId};
use shared::problem::FieldErrorCode;
use shared::time::Timestamp;
use shared::webhook::{EventType, WebhookEndpoint};

use crate::webhooks::Sender;
use api_http::error::ApiError;
use domain::text::Checks;
use store::webhook_endpoints::{self, EndpointFields, LockedEndpoint};
use store::{Db, Tx};

/// The longest description.
const MAX_DESCRIPTION: usize = 200;
/// The longest URL.
const MAX_URL: usize = 500;

/// The operations on webhook endpoints.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_webhook_endpoints)
        .service(create::create_webhook_endpoint)
        .service(read::get_webhook_endpoint)
        .service(update::update_webhook_endpoint)
        .service(delete::delete_webhook_endpoint)
        .service(rotate_secret::rotate_webhook_secret)
        .service(ping::ping_webhook_endpoint)
        .service(deliveries::list_webhook_deliveries)
        .service(redeliver::redeliver_webhook);
}

/// Checks what can be set on an endpoint.
fn checked(sender: &Sender, fields: EndpointFields) -> Result<EndpointFields, ApiError> {
    let EndpointFields { url, description, mut event_types } = fields;
    let mut checks = Checks::default();
    let url = checks.line("/url", &url, MAX_URL);
    if let (false, Err(wrong)) = (url.is_empty(), sender.check(&url)) {
        checks.fail("/url", FieldErrorCode::Invalid, format!("must {wrong}"));
    }
    let description = match description.trim() {
        "" => String::new(),
        text => checks.line("/description", text, MAX_DESCRIPTION),
    };
    if event_types.len() > EventType::ALL.len() {
        let detail = format!("must name at most {} types", EventType::ALL.len());
        checks.fail("/event_types", FieldErrorCode::TooLong, detail);
    }
    event_types.sort_unstable();
    event_types.dedup();
    if event_types.len() == EventType::ALL.len() {
        // All of them is all of them, also those that are added later.
        event_types.clear();
    }
    checks.finish().map_err(ApiError::invalid)?;
    Ok(EndpointFields { url, description, event_types })
}

/// An endpoint of the organisation, or 404.
async fn find(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    now: Timestamp,
) -> Result<WebhookEndpoint, ApiError> {
    webhook_endpoints::find(db, organization, id, now).await?.ok_or_else(ApiError::not_found)
}

/// Locks an endpoint for the rest of the transaction and reads it; 404 when there is none.
async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &WebhookEndpointId,
    now: Timestamp,
) -> Result<LockedEndpoint, ApiError> {
    webhook_endpoints::lock(tx, organization, id, now).await?.ok_or_else(ApiError::not_found)
}

/// How people recognise an endpoint in the audit log: by its host, for the rest of a URL may be secret.
fn host_of(url: &str) -> String {
    reqwest::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}
