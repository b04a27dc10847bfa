//! `GET /public/tracking/{slug}/logo`

use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::problem::ProblemCode;

use crate::slug::{OpenedSlug, SlugPath};
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::middleware::RequestContext;
use api_http::picture::Picture;
use api_http::picture::RevisionQuery;
use api_http::picture::logo_picture;
use pictures::Blobs;
use tracking::PublicReader;

/// Get the logo of a tracking page
///
/// WebP if `Accept` lists `image/webp`, otherwise PNG or JPEG. No logo, and a slug that opens nothing, get the same 404.
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
    OpenedSlug(slug): OpenedSlug,
    _revision: Query<RevisionQuery>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let found = reader.find_logo(&slug, now).await?;
    let logo = found.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    logo_picture(&request, &blobs, &logo).await
}
