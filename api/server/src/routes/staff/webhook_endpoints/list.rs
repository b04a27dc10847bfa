//! `GET /webhook-endpoints`

use actix_web::{get, web};
use shared::page::Page;
use shared::webhook::WebhookEndpoint;

use crate::auth::ReadWebhooks;
use crate::auth::Require;
use crate::routes::ListQuery;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::Store;
use store::webhook_endpoints;

/// List webhook endpoints
///
/// Newest first. A disabled endpoint says why.
#[utoipa::path(
    operation_id = "list_webhook_endpoints",
    tag = "Webhooks",
    security(("member" = []), ("api_key" = ["webhooks.manage"])),
    params(ListQuery),
    responses((status = 200, description = "A page of endpoints.", body = Page<WebhookEndpoint>))
)]
#[get("/webhook-endpoints")]
pub async fn list_webhook_endpoints(
    store: web::Data<Store>,
    caller: Require<ReadWebhooks>,
    query: Query<ListQuery>,
) -> Result<web::Json<Page<WebhookEndpoint>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let mut reader = store.read(caller.organization_id()).await?;
    let (organization, before) = (caller.organization_id(), window.cursor());
    let found = webhook_endpoints::list(reader.db(), organization, before, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |endpoint| endpoint.id.to_string())))
}
