//! `GET /api-keys/{api_key_id}`

use actix_web::{get, web};
use shared::api_key::ApiKey;

use crate::auth::ReadKeys;
use crate::auth::Require;
use crate::routes::ApiKeyPath;
use api_http::error::ApiError;
use store::Store;
use store::api_keys;

/// Read an API key
///
/// The secret is never shown again.
#[utoipa::path(
    operation_id = "get_api_key",
    tag = "API keys",
    security(("member" = [])),
    params(ApiKeyPath),
    responses((status = 200, description = "The key.", body = ApiKey))
)]
#[get("/api-keys/{api_key_id}")]
pub async fn get_api_key(
    store: web::Data<Store>,
    caller: Require<ReadKeys>,
    path: web::Path<ApiKeyPath>,
) -> Result<web::Json<ApiKey>, ApiError> {
    let mut reader = store.read(caller.organization_id()).await?;
    let found = api_keys::find(reader.db(), caller.organization_id(), &path.api_key_id, caller.now).await?;
    found.map(web::Json).ok_or_else(ApiError::not_found)
}
