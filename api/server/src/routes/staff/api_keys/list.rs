//! `GET /api-keys`

use actix_web::{get, web};
use shared::api_key::ApiKey;
use shared::page::Page;

use crate::auth::ReadKeys;
use crate::auth::Require;
use crate::routes::ListQuery;
use api_http::error::ApiError;
use api_http::extract::Query;
use store::Store;
use store::api_keys;

/// List API keys
///
/// Newest first. Revoked and expired keys stay in the list. No secret is in it.
#[utoipa::path(
    operation_id = "list_api_keys",
    tag = "API keys",
    security(("member" = [])),
    params(ListQuery),
    responses((status = 200, description = "A page of keys.", body = Page<ApiKey>))
)]
#[get("/api-keys")]
pub async fn list_api_keys(
    store: web::Data<Store>,
    caller: Require<ReadKeys>,
    query: Query<ListQuery>,
) -> Result<web::Json<Page<ApiKey>>, ApiError> {
    let window = query.window(query.limit, query.cursor.as_deref())?;
    let mut reader = store.read(caller.organization_id()).await?;
    let (organization, before) = (caller.organization_id(), window.cursor());
    let found = api_keys::list(reader.db(), organization, before, window.rows(), caller.now).await?;
    Ok(web::Json(window.page(found, |key| key.id.to_string())))
}
