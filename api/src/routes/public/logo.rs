//! `GET /public/tracking/{slug}/logo`

use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::problem::ProblemCode;

use super::SlugPath;
use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::photos::Blobs;
use crate::routes::IfNoneMatch;
use crate::routes::picture::{Picture, RevisionQuery, logo_picture};
use crate::store::public::PublicReader;

/// Get the logo of a tracking page
///
/// WebP for who names it in `Accept`, else PNG or JPEG. No logo, and a slug that opens nothing, get the same 404.
#[utoipa::path(
    operation_id = "get_public_logo",
    tag = "Public",
    params(SlugPath, RevisionQuery, IfNoneMatch),
    responses((
        status = 200,
        description = "The picture.",
        content((Picture = "image/png"), (Picture = "image/jpeg"), (Picture = "image/webp")),
        headers(("ETag" = String))
    ))
)]
#[get("/public/tracking/{slug}/logo")]
pub async fn get_public_logo(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    blobs: web::Data<Blobs>,
    path: web::Path<SlugPath>,
    _revision: web::Query<RevisionQuery>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let found = reader.find_logo(&path.slug, now).await?;
    let logo = found.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    logo_picture(&request, &blobs, &logo).await
}
