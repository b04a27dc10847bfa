//! `GET /public/tracking/{slug}/photos/{photo_id}`

use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::Deserialize;
use serde::de::IgnoredAny;
use shared::problem::ProblemCode;
use utoipa::IntoParams;

use crate::slug::OpenedSlug;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::middleware::RequestContext;
use api_http::picture::Picture;
use api_http::picture::PictureFile;
use api_http::picture::SizeQuery;
use api_http::picture::accepts;
use api_http::picture::picture;
use domain::picture::Format;
use pictures::{AvifQueue, Blobs};
use tracking::PublicReader;

/// A photo on the page of a slug, in a path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PublicPhotoPath {
    /// The secret part of the tracking URL, upper or lower case.
    #[param(value_type = String)]
    pub slug: IgnoredAny,
    /// The photo's id on this page; it is none of the API's other ids.
    pub photo_id: String,
}

/// Get a photo of a tracking page
///
/// AVIF if `Accept` lists `image/avif` and there is one, WebP if it lists `image/webp`, otherwise JPEG. A photo that the page does not show now, whatever the reason, gets
/// the same 404 as a slug that opens nothing.
#[utoipa::path(
    operation_id = "get_public_photo",
    tag = "Public",
    params(PublicPhotoPath, SizeQuery, IfNoneMatch),
    responses((
        status = 200,
        description = "The picture.",
        content((Picture = "image/jpeg"), (Picture = "image/webp"), (Picture = "image/avif")),
        headers(("ETag" = String))
    ))
)]
#[get("/public/tracking/{slug}/photos/{photo_id}")]
pub async fn get_public_photo(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    blobs: web::Data<Blobs>,
    avif: web::Data<AvifQueue>,
    OpenedSlug(slug): OpenedSlug,
    path: web::Path<PublicPhotoPath>,
    size: Query<SizeQuery>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let found = reader.find_photo(&slug, &path.photo_id, now).await?;
    let photo = found.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    if photo.avif_widths.is_none() && accepts(&request, Format::Avif) {
        avif.ask(&photo.storage_key, photo.width);
    }
    let file = PictureFile::of_photo(&request, &photo.storage_key, photo.width, photo.avif_widths.as_ref(), size.width);
    picture(&request, &blobs, file, "photo").await
}
