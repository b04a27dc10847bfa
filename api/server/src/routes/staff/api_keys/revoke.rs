//! `DELETE /api-keys/{api_key_id}`

use actix_web::{HttpResponse, delete, web};

use crate::auth::Require;
use crate::auth::RevokeKeys;
use crate::routes::ApiKeyPath;
use crate::routes::staff::record;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::Store;
use store::api_keys;

/// Revoke an API key
///
/// The very next request with it is refused, on every server. It stays in the list. Revoking twice is not an error. Also
/// possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "revoke_api_key",
    tag = "API keys",
    security(("member" = [])),
    params(ApiKeyPath),
    responses((status = 204, description = "Revoked."))
)]
#[delete("/api-keys/{api_key_id}")]
pub async fn revoke_api_key(
    store: web::Data<Store>,
    caller: Require<RevokeKeys>,
    path: web::Path<ApiKeyPath>,
) -> Result<HttpResponse, ApiError> {
    let (organization, id) = (caller.organization_id(), &path.api_key_id);
    let mut tx = store.begin(caller.organization_id()).await?;
    let key = api_keys::find(tx.db(), organization, id, caller.now).await?.ok_or_else(ApiError::not_found)?;
    if api_keys::revoke(tx.db(), organization, id, &caller.member.id, caller.now).await? {
        record(&mut tx, &caller, AuditAction::ApiKeyRevoked, id.as_str(), format!("revoked the API key {}", key.name));
        tx.commit().await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
