//! `GET /api-key`

use actix_web::{get, web};
use shared::api_key::{CurrentApiKey, Environment, KeyOrganization};

use crate::auth::{Credential, OwnKey, Require};
use api_http::error::ApiError;
use api_http::site::Site;
use store::Store;
use store::api_keys;

/// Read the API key in use
///
/// Which key the request was made with, what it may do, and for which organisation. It needs no scope, so a program can check
/// its settings with it. A member who is signed in gets 403.
#[utoipa::path(
    operation_id = "get_current_api_key",
    tag = "API keys",
    security(("api_key" = [])),
    responses((status = 200, description = "The key.", body = CurrentApiKey))
)]
#[get("/api-key")]
pub async fn get_current_api_key(
    store: web::Data<Store>,
    site: web::Data<Site>,
    caller: Require<OwnKey>,
) -> Result<web::Json<CurrentApiKey>, ApiError> {
    let Credential::ApiKey { id, .. } = &caller.credential else { return Err(ApiError::not_found()) };
    let mut reader = store.read(caller.organization_id()).await?;
    let found = api_keys::find(reader.db(), caller.organization_id(), id, caller.now).await?;
    let key = found.ok_or_else(ApiError::not_found)?;
    let organization = &caller.organization.organization;
    Ok(web::Json(CurrentApiKey {
        id: key.id,
        name: key.name,
        scopes: key.scopes,
        role: caller.member.role,
        expires_at: key.expires_at,
        organization: KeyOrganization {
            id: organization.id.clone(),
            name: organization.name.clone(),
            time_zone: organization.time_zone.clone(),
            locked: caller.locked(),
        },
        environment: Environment {
            base_url: site.base_url.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            answered_at: caller.now,
        },
    }))
}
