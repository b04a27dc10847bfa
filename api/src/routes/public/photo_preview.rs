//! `GET /public/tracking/{slug}/photos/{photo_id}/preview.jpg`

use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::problem::ProblemCode;

use super::photo::PublicPhotoPath;
use crate::edge::RequestContext;
use crate::error::ApiError;
use crate::routes::IfNoneMatch;
use crate::routes::picture::{Picture, preview};
use crate::server::App;
use crate::store::public::PublicReader;

/// Get the preview of a photo of a tracking page
///
/// What chat apps show of a link: 1200 by 630 pixels, JPEG, at most 250 kB, whatever the photo is. It is there as long as the
/// page shows the photo; then it gets the same 404 as a slug that opens nothing.
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
    path: web::Path<PublicPhotoPath>,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let found = reader.find_photo(&path.slug, &path.photo_id, now).await?;
    let photo = found.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    let app = App::of(&request)?;
    let made = app.previews.of(&app.blobs, &photo.storage_key, photo.width, photo.height);
    preview(&request, &photo.storage_key, made).await
}
