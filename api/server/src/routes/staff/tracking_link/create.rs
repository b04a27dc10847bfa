//! `POST /vehicles/{vehicle_id}/tracking-link`

use actix_web::{HttpResponse, post, web};
use shared::link::{NewTrackingLink, TrackingLink};
use shared::paths::ApiPath;

use crate::auth::EditLinks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use crate::tracking_links::create;
use crate::vehicles::lock_existing;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use store::Store;

/// Create the tracking link
///
/// Creates a fresh URL; the vehicle has none before that. Options and photos that are absent are as they were last on this
/// vehicle, else the organisation's defaults. A vehicle has at most one unrevoked link: while there is one, also an expired
/// one, the answer is 409 with that link.
#[utoipa::path(
    operation_id = "create_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(IdempotencyKeyHeader, VehiclePath),
    request_body = NewTrackingLink,
    responses(
        (status = 201, description = "Created: send the URL to the customer.", body = TrackingLink, headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`tracking_link_exists`, with the link in `tracking_link`, or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/tracking-link")]
pub async fn create_tracking_link(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    key: IdempotencyKey,
    caller: Require<EditLinks>,
    path: web::Path<VehiclePath>,
    new: Body<NewTrackingLink>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (new, digest) = new.with_digest()?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, caller.organization_id(), vehicle_id, caller.now).await?;
    let link = create(&mut tx, &urls, &caller.acting(), &vehicle, new).await?;
    claim.commit(tx, Answer::tagged(Tagged::created(ApiPath::TrackingLink(&vehicle.id), link.version, link))?).await
}
