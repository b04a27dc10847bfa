//! `GET /public/tracking/{slug}`

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpRequest, HttpResponse, get, web};
use shared::problem::ProblemCode;
use shared::public_tracking::PublicTracking;

use crate::coding;
use crate::slug::{OpenedSlug, SlugPath};
use api_http::cross_origin::{self, origin_of};
use api_http::error::ApiError;
use api_http::middleware::RequestContext;
use tracking::PublicReader;
use tracking::Variant;

/// Read a tracking page
///
/// What the page shows. What an option switches off is absent. A slug that is unknown, malformed, revoked or expired, or
/// whose vehicle or subscription is gone, gets one and the same 404. Scripts of the websites in the organisation's
/// `allowed_origins` may read it.
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
    OpenedSlug(slug): OpenedSlug,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(&request).now;
    let coding = coding::of(&request);
    let json = reader.variant(&slug, Variant::Json(coding), now, |page| {
        let json = serde_json::to_vec(&page).map_err(|_| ApiError::internal("a page is not JSON"))?;
        coding::encode(coding, json)
    });
    let json = json.await?.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    // Asked only if another website asks, and not part of the cached page: it has the same bytes for everybody.
    if let Some(origin) =
        origin_of(request.headers()).filter(|origin| *origin != RequestContext::of(&request).site().base_url)
        && reader.permits_origin(&slug, origin, now).await?
    {
        cross_origin::permit(&request, |_| true);
    }
    let mut answer = HttpResponse::Ok();
    coding::set_headers(coding, &mut answer);
    Ok(answer.insert_header((header::VARY, "accept-encoding")).content_type(ContentType::json()).body(json))
}
