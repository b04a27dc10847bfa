//! `GET /public/tracking/{slug}/photos/{photo_id}/preview.jpg`

use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::problem::ProblemCode;

use super::photo::PublicPhotoPath;
use crate::slug::OpenedSlug;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use api_http::picture::Picture;
use api_http::picture::preview;
use pictures::{Blobs, Previews};
use tracking::PublicReader;

/// Get the preview of a photo of a tracking page
///
/// The picture in a link preview: 1200 by 630 pixels, JPEG, at most 250 kB, whatever the photo is. It exists as long as
/// the page shows the photo; after that the answer is the same 404 as for a slug that opens nothing.
#[utoipa::path(
    operation_id = "get_public_photo_preview",
    tag = "Public",
    params(PublicPhotoPath, IfNoneMatch),
    responses((
        status = 200,
        description = "The picture.",
        content((Picture = "image/jpeg")),
        headers(("ETag" = String))
    ))
)]
#[get("/public/tracking/{slug}/photos/{photo_id}/preview.jpg")]
pub async fn get_public_photo_preview(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    blobs: web::Data<Blobs>,
    previews: web::Data<Previews>,
    OpenedSlug(slug): OpenedSlug,
    path: web::Path<PublicPhotoPath>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let found = reader.find_photo(&slug, &path.photo_id, now).await?;
    let photo = found.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    // On the heap: it is seldom made, and would otherwise be moved around with every request.
    let made = Box::pin(previews.of(&blobs, &photo.storage_key, photo.width, photo.height));
    preview(&request, &photo.storage_key, made).await
}
