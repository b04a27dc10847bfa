//! `GET /public/tracking/{slug}/events`, the old name of `…/updates`.
#![expect(deprecated, reason = "what the macros make of the operation names it")]

use actix_web::{HttpRequest, HttpResponse, get, web};

use super::updates::{FollowQuery, follow};
use crate::slug::{OpenedSlug, SlugPath};
use api_http::error::ApiError;
use api_http::extract::Query;
use tracking::PublicReader;

/// Follow a tracking page, under the old name
///
/// The same as `…/updates`. Blocker lists block this name on hosts that begin with `tracking.`.
#[utoipa::path(
    operation_id = "follow_public_tracking",
    tag = "Public",
    params(SlugPath, FollowQuery),
    responses((
        status = 200,
        description = "The events.",
        content((String = "text/event-stream", example = "event: changed\ndata:\n\n"))
    ))
)]
#[deprecated = "lists of blockers know its name"]
#[get("/public/tracking/{slug}/events")]
pub async fn follow_public_tracking(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    OpenedSlug(slug): OpenedSlug,
    query: Query<FollowQuery>,
) -> Result<HttpResponse, ApiError> {
    follow(&request, &reader, slug, &query).await
}
