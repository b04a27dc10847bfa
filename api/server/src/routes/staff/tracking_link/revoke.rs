//! `DELETE /vehicles/{vehicle_id}/tracking-link`

use actix_web::{HttpResponse, delete, web};
use shared::link::RevokeReason;
use shared::problem::ProblemCode;

use crate::auth::Require;
use crate::auth::RevokeLinks;
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use crate::tracking_links::revoke;
use crate::vehicles::lock;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::Precondition;
use store::Store;
use store::links;

/// Revoke the tracking link
///
/// The URL stops working at once: whoever asks after this answer gets "link not available". Revoking twice is not an error.
/// Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "revoke_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(VehiclePath, IfMatch),
    responses((status = 204, description = "Revoked."))
)]
#[delete("/vehicles/{vehicle_id}/tracking-link")]
pub async fn revoke_tracking_link(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<RevokeLinks>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (organization, now) = (&caller.organization.organization, caller.now);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock(&mut tx, &organization.id, vehicle_id, now).await?;
    let Some(link) = links::find_unrevoked(&mut tx, &vehicle).await? else {
        let revoked = links::find_latest(tx.db(), &organization.id, &vehicle.id).await?;
        revoked.ok_or_else(|| ApiError::new(ProblemCode::TrackingLinkNotFound))?;
        return Ok(HttpResponse::NoContent().finish());
    };
    precondition.check(link.version, urls.to_wire(organization, link.clone(), now)?)?;
    revoke(&mut tx, &caller.acting(), &vehicle, link, RevokeReason::Revoked).await?;
    tx.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}
