//! `PATCH /vehicles/{vehicle_id}/tracking-link`

use actix_web::{patch, web};
use shared::link::{TrackingLink, TrackingLinkUpdate};

use crate::auth::EditLinks;
use crate::auth::Require;
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use crate::tracking_links::{self, unrevoked};
use crate::vehicles::lock_existing;
use api_http::conditions::IfMatch;
use api_http::edit::Edit;
use api_http::error::ApiError;
use api_http::extract::{Precondition, Tagged};
use store::Store;

/// Save options
///
/// JSON Merge Patch. It never changes the URL and shows on the page's next load. An expired link stays expired unless
/// `expires_at` is given: null or a future instant makes the same URL work again.
#[utoipa::path(
    operation_id = "update_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(VehiclePath, IfMatch),
    request_body = TrackingLinkUpdate,
    responses(
        (status = 200, description = "The link as it is now.", body = TrackingLink, headers(("ETag" = String))),
        (status = 409, description = "`no_active_link` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[patch("/vehicles/{vehicle_id}/tracking-link")]
pub async fn update_tracking_link(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<EditLinks>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
    update: Edit<TrackingLink, TrackingLinkUpdate>,
) -> Result<Tagged<TrackingLink>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (update, repeated) = update.valid()?;
    let (organization, now) = (&caller.organization.organization, caller.now);
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock_existing(&mut tx, &organization.id, vehicle_id, now).await?;
    let link = unrevoked(&mut tx, &vehicle).await?;
    let present = urls.to_wire(organization, link.clone(), now)?;
    precondition.check(link.version, present.clone())?;
    repeated.check(Some(&present))?;
    let saved = tracking_links::update(&mut tx, &urls, &caller.acting(), &vehicle, &link, update).await?;
    let Some(saved) = saved else { return Ok(Tagged::ok(present.version, present)) };
    tx.commit().await?;
    Ok(Tagged::ok(saved.version, saved))
}
