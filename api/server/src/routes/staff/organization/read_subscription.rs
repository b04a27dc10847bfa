//! `GET /subscription`

use actix_web::{get, web};
use shared::organization::Subscription;

use crate::auth::ReadOrganization;
use crate::auth::Require;

/// Read the subscription
///
/// Its state, and whether the organisation is locked now.
#[utoipa::path(
    operation_id = "get_subscription",
    tag = "Organisation",
    security(("member" = []), ("api_key" = ["organization.read"])),
    responses((status = 200, description = "The subscription.", body = Subscription))
)]
#[get("/subscription")]
pub async fn get_subscription(caller: Require<ReadOrganization>) -> web::Json<Subscription> {
    web::Json(caller.organization.organization.subscription)
}
