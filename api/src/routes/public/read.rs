//! `GET /public/tracking/{slug}`

use actix_web::{HttpRequest, get, web};
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;

use super::SlugPath;
use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::store::public::PublicReader;

/// Read a tracking page
///
/// What the page shows. What an option switches off is absent. A slug that is unknown, malformed, revoked or expired, or
/// whose vehicle or subscription is gone, gets one and the same 404.
#[utoipa::path(
    operation_id = "get_public_tracking",
    tag = "Public",
    params(SlugPath),
    responses((status = 200, description = "The content of the page.", body = PublicTracking))
)]
#[get("/public/tracking/{slug}")]
pub async fn get_public_tracking(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    path: web::Path<SlugPath>,
) -> Result<web::Json<PublicTracking>, ApiError> {
    let now = RequestContext::of(&request).now;
    let page = reader.page(&path.slug, now).await?;
    page.map(web::Json).ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))
}
