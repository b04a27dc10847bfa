//! `GET /organization`

use actix_web::get;
use shared::organization::Organization;

use crate::auth::ReadOrganization;
use crate::auth::Require;
use api_http::conditions::IfNoneMatch;
use api_http::extract::Tagged;

/// Read the organisation
///
/// Settings, defaults of new links, and the subscription.
#[utoipa::path(
    operation_id = "get_organization",
    tag = "Organisation",
    security(("member" = []), ("api_key" = ["organization.read"])),
    params(IfNoneMatch),
    responses((status = 200, description = "The organisation.", body = Organization, headers(("ETag" = String))))
)]
#[get("/organization")]
pub async fn get_organization(caller: Require<ReadOrganization>) -> Tagged<Organization> {
    let organization = caller.organization.organization;
    Tagged::ok(organization.version, organization)
}
