//! `POST /tracking-links/bulk`

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde_json::Value;
use shared::bulk::{
    BulkOutcome, BulkTrackingLink, BulkTrackingLinkResult, BulkTrackingLinks, BulkTrackingLinksBody,
    BulkTrackingLinksResult, MAX_BYTES,
};
use shared::problem::FieldErrorCode;

use crate::acting::Acting;
use crate::auth::EditLinks;
use crate::auth::Require;
use crate::bulk::{Done, Rows, answer};
use crate::idempotency::{IdempotencyKey, IdempotencyKeyHeader};
use crate::link_urls::LinkUrls;
use crate::routes::vehicle_ref::VehicleRef;
use crate::tracking_links::{CreatedOnce, create_once};
use api_http::error::ApiError;
use api_http::extract::Body;
use store::Store;

/// Create many tracking links
///
/// Up to 500 rows in at most 1 MiB: the link of each vehicle that never had one is created. One that is there stays as it is, and
/// is in the result, also when it has expired or was revoked: what staff took away does not come back by a call that is repeated.
/// `POST /vehicles/{vehicle_id}/tracking-link` creates another one after that, and `PATCH` changes the options.
///
/// Each row succeeds or fails alone, in its order, with the effects of a call of its own; the answer is 200 with a result for
/// each. Ten rows count as one request.
#[utoipa::path(
    operation_id = "create_tracking_links",
    tag = "Tracking links",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(IdempotencyKeyHeader),
    request_body = BulkTrackingLinksBody,
    responses((status = 200, description = "A result for each row.", body = BulkTrackingLinksResult, headers(("Idempotency-Replayed" = String))))
)]
#[post("/tracking-links/bulk")]
pub async fn create_tracking_links(
    request: HttpRequest,
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    key: IdempotencyKey,
    caller: Require<EditLinks>,
    body: Body<BulkTrackingLinks<Value>, MAX_BYTES>,
) -> Result<HttpResponse, ApiError> {
    let (BulkTrackingLinks { tracking_links }, digest) = body.with_digest()?;
    let rows = Rows::counted("tracking_links", tracking_links, &caller, &request)?;
    let repeatable = key.of(&caller, &digest);
    if let Some(earlier) = repeatable.replay().await? {
        return Ok(earlier);
    }
    let act = async |acting: &Acting<'_>, row: BulkTrackingLink| {
        let (named, new) = row.into_parts();
        let named = VehicleRef::try_from(named)
            .map_err(|detail| ApiError::invalid_field("/vehicle_id", FieldErrorCode::Invalid, detail))?;
        let vehicle = caller.vehicle(&store, &named).await?;
        create_once(&store, &urls, acting, &vehicle, new).await
    };
    let done = rows.each(&caller, &request, act).await?;
    answer(repeatable, done, result, |results| BulkTrackingLinksResult { results }).await
}

fn result(Done { pointer, result }: Done<CreatedOnce>) -> BulkTrackingLinkResult {
    let (outcome, status, tracking_link, problem) = match result {
        Ok(CreatedOnce::Now(link)) => (BulkOutcome::Created, 201, Some(link), None),
        Ok(CreatedOnce::Before(link)) => (BulkOutcome::Unchanged, 200, Some(link), None),
        Err(problem) => (BulkOutcome::Failed, problem.status, None, Some(problem)),
    };
    BulkTrackingLinkResult { pointer, outcome, status, tracking_link, problem }
}
