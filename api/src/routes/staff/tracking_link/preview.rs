//! `POST /vehicles/{vehicle_id}/tracking-link/preview`

use actix_web::{post, web};
use shared::link::TrackingPreview;
use shared::public_tracking::PublicTracking;

use super::starting_options;
use crate::auth::{ReadVehicles, Require};
use crate::domain::public::public_tracking;
use crate::error::ApiError;
use crate::extract::Body;
use crate::routes::VehiclePath;
use crate::server::App;
use crate::store::links;
use crate::store::public::find_for_preview;

/// Preview the page
///
/// Exactly what the customer would get with these options, saved or not. It needs no link, makes none, and counts no view.
#[utoipa::path(
    operation_id = "preview_tracking_link",
    tag = "Tracking link",
    security(("member" = [])),
    params(VehiclePath),
    request_body = TrackingPreview,
    responses((status = 200, description = "The content of the page.", body = PublicTracking))
)]
#[post("/vehicles/{vehicle_id}/tracking-link/preview")]
pub async fn preview_tracking_link(
    app: web::Data<App>,
    caller: Require<ReadVehicles>,
    path: web::Path<VehiclePath>,
    preview: Body<TrackingPreview>,
) -> Result<web::Json<PublicTracking>, ApiError> {
    let preview = preview.valid()?;
    let organization = &caller.organization.organization;
    let mut reader = app.store.read().await?;
    let last = links::find_latest(reader.db(), &organization.id, &path.vehicle_id).await?;
    let options = starting_options(last.as_ref(), organization).with(preview.options.unwrap_or_default());
    let found = find_for_preview(reader.db(), &organization.id, &path.vehicle_id, options).await?;
    let projection = found.ok_or_else(ApiError::not_found)?;
    Ok(web::Json(public_tracking(projection, caller.now)))
}
