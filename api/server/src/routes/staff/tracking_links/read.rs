//! `GET /tracking-links/{tracking_link_id}`

use actix_web::{get, web};
use shared::link::ListedTrackingLink;

use super::list::listed;
use crate::auth::ReadLinks;
use crate::auth::Require;
use crate::link_urls::LinkUrls;
use crate::routes::TrackingLinkPath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::links;

/// Read a tracking link by its id
///
/// The link with its vehicle, as in the list, revoked or not. `GET /vehicles/{vehicle_id}/tracking-link` finds the present
/// link of a vehicle.
#[utoipa::path(
    operation_id = "get_tracking_link_by_id",
    tag = "Tracking links",
    security(("member" = []), ("api_key" = ["tracking_links.read"])),
    params(TrackingLinkPath, IfNoneMatch),
    responses((status = 200, description = "The link.", body = ListedTrackingLink, headers(("ETag" = String))))
)]
#[get("/tracking-links/{tracking_link_id}")]
pub async fn get_tracking_link_by_id(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<ReadLinks>,
    path: web::Path<TrackingLinkPath>,
) -> Result<Tagged<ListedTrackingLink>, ApiError> {
    let organization = &caller.organization.organization;
    let mut reader = store.read(caller.organization_id()).await?;
    let found = links::find_listed(reader.db(), &organization.id, &path.tracking_link_id).await?;
    let found = listed(&urls, organization, found.ok_or_else(ApiError::not_found)?, caller.now)?;
    Ok(Tagged::ok(found.link.version, found))
}
