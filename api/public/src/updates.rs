//! `GET /public/tracking/{slug}/updates`

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{Error, HttpRequest, HttpResponse, get, web};
use futures_util::stream;
use serde::Deserialize;
use shared::problem::ProblemCode;
use utoipa::IntoParams;

use crate::slug::{OpenedSlug, SlugPath};
use api_http::connections::Connections;
use api_http::error::ApiError;
use api_http::extract::Query;
use api_http::middleware::NOT_KEPT;
use api_http::middleware::RequestContext;
use api_http::state::state;
use domain::slug::HashedSlug;
use tracking::Live;
use tracking::PublicReader;

/// What the caller knows already.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FollowQuery {
    /// `revision` of the page that the caller shows. If the page has another one by now, `changed` comes at once, so
    /// that nothing is missed while there was no stream.
    #[param(example = "5f2b8c1d9e3a70465f2b8c1d9e3a70465f2b8c1d9e3a7046")]
    revision: Option<String>,
}

/// Follow a tracking page
///
/// Server-sent events (HTML, section 9.2) for an open page: `changed` when its content has changed, `gone` when its
/// link is dead, after which the stream ends, and `alive` at the beginning and every 20 seconds while the link works.
/// If none arrives for longer, something in between is holding back the stream. Events carry no data: a client that
/// gets `changed` reads the page again. A slug that opens nothing gets the same 404 as everywhere. The stream may end
/// at any time; reconnect with the `revision` that is shown.
#[utoipa::path(
    operation_id = "follow_public_updates",
    tag = "Public",
    params(SlugPath, FollowQuery),
    responses((
        status = 200,
        description = "The events.",
        content((String = "text/event-stream", example = "event: changed\ndata:\n\n"))
    ))
)]
#[get("/public/tracking/{slug}/updates")]
pub async fn follow_public_updates(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    OpenedSlug(slug): OpenedSlug,
    query: Query<FollowQuery>,
) -> Result<HttpResponse, ApiError> {
    follow(&request, &reader, slug, &query).await
}

/// Follows a page, under whichever name.
pub(super) async fn follow(
    request: &HttpRequest,
    reader: &PublicReader,
    slug: HashedSlug,
    query: &FollowQuery,
) -> Result<HttpResponse, ApiError> {
    let now = RequestContext::of(request).now;
    let watched = reader.watch(&slug, now).await?;
    let watched = watched.ok_or_else(|| ApiError::new(ProblemCode::LinkNotAvailable))?;
    let (live, connections) = (state::<Live>(request)?, state::<Connections>(request)?);
    // Other requests need connections too; pages without a stream ask every minute.
    let has_room = live.count() < connections.budget().streams;
    let receiver = has_room.then(|| live.open(slug, watched, query.revision.as_deref())).flatten();
    let receiver = receiver.ok_or_else(|| ApiError::new(ProblemCode::ServiceUnavailable))?;
    let events = stream::unfold(receiver, |mut receiver| async {
        let event = receiver.recv().await?;
        Some((Ok::<Bytes, Error>(event), receiver))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        // Proxies that buffer answers (nginx) would keep the page waiting.
        .insert_header(("X-Accel-Buffering", "no"))
        .insert_header((header::CACHE_CONTROL, NOT_KEPT))
        .streaming(events))
}
