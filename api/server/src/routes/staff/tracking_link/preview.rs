//! `POST /vehicles/{vehicle_id}/tracking-link/preview`

use actix_web::{post, web};
use shared::link::TrackingPreview;
use shared::public_tracking::PublicTracking;

use crate::auth::ReadLinks;
use crate::auth::Require;
use crate::routes::VehiclePath;
use crate::tracking_links;
use api_http::error::ApiError;
use api_http::extract::Body;
use api_http::site::Site;
use store::Store;

/// Preview the page
///
/// Exactly what the customer would get with these options and photos, saved or not; the pictures are behind the
/// caller's own credential. It needs no link, makes none, and counts no view.
#[utoipa::path(
    operation_id = "preview_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.read"])),
    params(VehiclePath),
    request_body = TrackingPreview,
    responses((status = 200, description = "The content of the page.", body = PublicTracking))
)]
#[post("/vehicles/{vehicle_id}/tracking-link/preview")]
pub async fn preview_tracking_link(
    store: web::Data<Store>,
    site: web::Data<Site>,
    caller: Require<ReadLinks>,
    path: web::Path<VehiclePath>,
    preview: Body<TrackingPreview>,
) -> Result<web::Json<PublicTracking>, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let preview = preview.valid()?;
    let organization = &caller.organization.organization;
    let mut reader = store.read(caller.organization_id()).await?;
    let sends_mail = site.sends_mail;
    Ok(web::Json(
        tracking_links::preview(reader.db(), organization, vehicle_id, preview, sends_mail, caller.now).await?,
    ))
}
