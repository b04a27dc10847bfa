//! `GET /organization/logo`

use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::auth::ReadOrganization;
use crate::auth::picture::RequireForPicture;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::picture::Picture;
use api_http::picture::RevisionQuery;
use api_http::picture::logo_picture;
use pictures::Blobs;
use store::Store;
use store::logos;

/// Get the logo
///
/// WebP if `Accept` lists `image/webp`, otherwise PNG or JPEG. 404 when there is none. Pages of this server may use the
/// session's cookie instead of the access token.
#[utoipa::path(
    operation_id = "get_logo",
    tag = "Organisation",
    security(("member" = []), ("api_key" = ["organization.read"]), ("refresh_cookie" = [])),
    params(RevisionQuery, IfNoneMatch),
    responses(
        (
            status = 200,
            description = "The picture.",
            content((Picture = "image/png"), (Picture = "image/jpeg"), (Picture = "image/webp")),
            headers(("ETag" = String))
        ),
        (status = 404, description = "There is no logo.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[get("/organization/logo")]
pub async fn get_logo(
    request: HttpRequest,
    store: web::Data<Store>,
    blobs: web::Data<Blobs>,
    caller: RequireForPicture<ReadOrganization>,
    _revision: Query<RevisionQuery>,
) -> Result<HttpResponse, ApiError> {
    let organization = caller.0.organization_id();
    let found = logos::find(store.read(organization).await?.db(), organization).await?;
    let logo = found.ok_or_else(ApiError::not_found)?;
    logo_picture(&request, &blobs, &logo).await
}
