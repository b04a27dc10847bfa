//! `GET /webhook-endpoints/{webhook_endpoint_id}/deliveries`

use actix_web::{get, web};
use serde::Deserialize;
use shared::page::Page;
use shared::webhook::{DeliveryState, WebhookDelivery};
use utoipa::IntoParams;

use super::find;
use crate::auth::ReadWebhooks;
use crate::auth::Require;
use crate::routes::WebhookEndpointPath;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::{Store, deliveries};

/// What the list is narrowed to.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct DeliveryQuery {
    /// Only this state.
    state: Option<DeliveryState>,
    /// The largest number of items to return, 1 to 100; 25 by default.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<i64>,
    /// `next_cursor` of the previous page.
    cursor: Option<String>,
}

/// List the deliveries to a webhook endpoint
///
/// What was sent and is still to be sent, newest first, with every attempt; thirty days are kept.
#[utoipa::path(
    operation_id = "list_webhook_deliveries",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(WebhookEndpointPath, DeliveryQuery),
    responses((status = 200, description = "A page of deliveries.", body = Page<WebhookDelivery>))
)]
#[get("/webhook-endpoints/{webhook_endpoint_id}/deliveries")]
pub async fn list_webhook_deliveries(
    store: web::Data<Store>,
    caller: Require<ReadWebhooks>,
    path: web::Path<WebhookEndpointPath>,
    query: Query<DeliveryQuery>,
) -> Result<web::Json<Page<WebhookDelivery>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let DeliveryQuery { state, .. } = query.into_inner();
    let mut reader = store.read(caller.organization_id()).await?;
    let organization = caller.organization_id();
    let endpoint = find(reader.db(), organization, &path.webhook_endpoint_id, caller.now).await?;
    let before = window.cursor();
    let found = deliveries::list(reader.db(), organization, &endpoint.id, state, before, window.rows()).await?;
    Ok(web::Json(window.page(found, |delivery| delivery.id.to_string())))
}
