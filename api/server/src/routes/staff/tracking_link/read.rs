//! `GET /vehicles/{vehicle_id}/tracking-link`

use actix_web::{get, web};
use shared::link::TrackingLink;
use shared::problem::ProblemCode;

use crate::auth::ReadLinks;
use crate::auth::Require;
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;
use store::{links, vehicles};

/// Read the tracking link
///
/// The unrevoked link, or the link that was revoked last. 404 `tracking_link_not_found` when there never was one.
#[utoipa::path(
    operation_id = "get_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.read"])),
    params(VehiclePath, IfNoneMatch),
    responses((status = 200, description = "The link.", body = TrackingLink, headers(("ETag" = String))))
)]
#[get("/vehicles/{vehicle_id}/tracking-link")]
pub async fn get_tracking_link(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<ReadLinks>,
    path: web::Path<VehiclePath>,
) -> Result<Tagged<TrackingLink>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let organization = &caller.organization.organization;
    let mut reader = store.read(caller.organization_id()).await?;
    let vehicle = vehicles::find(reader.db(), &organization.id, vehicle_id, caller.now).await?;
    vehicle.ok_or_else(ApiError::not_found)?;
    let link = links::find_latest(reader.db(), &organization.id, vehicle_id).await?;
    let link = link.ok_or_else(|| ApiError::new(ProblemCode::TrackingLinkNotFound))?;
    let link = urls.to_wire(organization, link, caller.now)?;
    Ok(Tagged::ok(link.version, link))
}
