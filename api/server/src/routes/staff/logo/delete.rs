//! `DELETE /organization/logo`

use actix_web::{HttpResponse, delete, web};

use super::set::replace;
use crate::auth::EditOrganization;
use crate::auth::Require;
use api_http::error::ApiError;
use pictures::Blobs;
use store::Store;

/// Remove the logo
///
/// Pages show the organisation's name instead. Removing a logo that does not exist is not an error.
#[utoipa::path(
    operation_id = "delete_logo",
    tag = "Organisation",
    security(("member" = []), ("api_key" = ["organization.write"])),
    responses((status = 204, description = "Removed."))
)]
#[delete("/organization/logo")]
pub async fn delete_logo(
    store: web::Data<Store>,
    blobs: web::Data<Blobs>,
    caller: Require<EditOrganization>,
) -> Result<HttpResponse, ApiError> {
    replace(&store, &blobs, &caller, None).await?;
    Ok(HttpResponse::NoContent().finish())
}
