//! `POST` and `DELETE /vehicles/{vehicle_id}/tracking-link/sent`

use actix_web::{HttpResponse, delete, post, web};
use shared::link::{SentMark, TrackingLink};

use crate::auth::EditLinks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use crate::tracking_links::{mark_sent, unmark_sent, unrevoked};
use crate::vehicles::{lock, lock_existing};
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use store::Store;
use store::links;

/// Say that the URL was sent
///
/// The server cannot know it: whoever sent the URL to the customer says how. It stands in the link until another URL is made, and
/// replaces what was said before.
#[utoipa::path(
    operation_id = "mark_tracking_link_sent",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(IdempotencyKeyHeader, VehiclePath),
    request_body = SentMark,
    responses(
        (status = 200, description = "The link as it is now.", body = TrackingLink, headers(("ETag" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`no_active_link` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/tracking-link/sent")]
pub async fn mark_tracking_link_sent(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    key: IdempotencyKey,
    caller: Require<EditLinks>,
    path: web::Path<VehiclePath>,
    mark: Body<SentMark>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (SentMark { channel }, digest) = mark.with_digest()?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    let link = unrevoked(&mut tx, &vehicle).await?;
    let link = mark_sent(&mut tx, &urls, &caller.acting(), &vehicle, &link, channel).await?;
    claim.commit(tx, Answer::tagged(Tagged::ok(link.version, link))?).await
}

/// Say that the URL was not sent
///
/// Takes back that it was. Not an error where nobody said so, as of a vehicle that is deleted.
#[utoipa::path(
    operation_id = "unmark_tracking_link_sent",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(VehiclePath),
    responses((status = 204, description = "Nobody says any more that it was sent."))
)]
#[delete("/vehicles/{vehicle_id}/tracking-link/sent")]
pub async fn unmark_tracking_link_sent(
    store: web::Data<Store>,
    caller: Require<EditLinks>,
    path: web::Path<VehiclePath>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let mut tx = store.begin(caller.organization_id()).await?;
    let vehicle = lock(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    if let Some(link) = links::find_unrevoked(&mut tx, &vehicle).await? {
        unmark_sent(&mut tx, &caller.acting(), &vehicle, &link).await?;
        tx.commit().await?;
    }
    Ok(HttpResponse::NoContent().finish())
}
