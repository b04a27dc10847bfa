//! `GET /vehicles/{vehicle_id}/photos/{photo_id}`

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::auth::ReadVehicles;
use crate::auth::picture::RequireForPicture;
use crate::routes::PhotoPath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::picture::Picture;
use api_http::picture::PictureFile;
use api_http::picture::SizeQuery;
use api_http::picture::picture;
use pictures::Blobs;
use store::Store;
use store::photos;

/// Get a photo
///
/// The picture in one of its sizes: AVIF if `Accept` lists `image/avif` and there is one, WebP if it lists `image/webp`,
/// otherwise JPEG. It carries nothing but the picture. Pages of this server may use the session's cookie instead of the access token.
#[utoipa::path(
    operation_id = "get_photo",
    tag = "Photos",
    security(("member" = []), ("api_key" = ["vehicles.read"]), ("refresh_cookie" = [])),
    params(PhotoPath, SizeQuery, IfNoneMatch),
    responses((
        status = 200,
        description = "The picture.",
        content(
            (Picture = "image/jpeg"),
            (Picture = "image/webp"),
            (Picture = "image/avif"),
        ),
        headers(("ETag" = String))
    ))
)]
#[get("/vehicles/{vehicle_id}/photos/{photo_id}")]
pub async fn get_photo(
    request: HttpRequest,
    store: web::Data<Store>,
    blobs: web::Data<Blobs>,
    caller: RequireForPicture<ReadVehicles>,
    path: web::Path<PhotoPath>,
    size: Query<SizeQuery>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.0.vehicle(&store, &path.vehicle_id).await?;
    let organization = caller.0.organization_id();
    let mut reader = store.read(organization).await?;
    let found = photos::find(reader.db(), organization, vehicle_id, &path.photo_id).await?;
    drop(reader);
    let photo = found.filter(|photo| photo.deleted_at.is_none()).ok_or_else(ApiError::not_found)?;
    let storage_key = photo.storage_key.ok_or_else(ApiError::not_found)?;
    let file = PictureFile::of_photo(&request, &storage_key, photo.width, photo.avif_widths.as_ref(), size.width);
    picture(&request, &blobs, file, "photo").await
}
