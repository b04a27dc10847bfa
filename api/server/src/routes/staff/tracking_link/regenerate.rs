//! `POST /vehicles/{vehicle_id}/tracking-link/regenerate`

use actix_web::{HttpResponse, post, web};
use shared::link::{Regeneration, TrackingLink};

use crate::auth::EditLinks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use crate::tracking_links::{regenerate, unrevoked};
use crate::vehicles::lock_existing;
use api_http::conditions::IfMatch;
use api_http::error::ApiError;
use api_http::extract::{Body, Precondition, Tagged};
use store::Store;

/// Regenerate the URL
///
/// The old URL stops working and a new one appears, in one moment; options and expiry are carried over. Send `If-Match`,
/// so that a repeated request cannot end the URL that was just copied. A link that has expired needs a new `expires_at`
/// (or null) in the same request.
#[utoipa::path(
    operation_id = "regenerate_tracking_link",
    tag = "Tracking link",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(IdempotencyKeyHeader, VehiclePath, IfMatch),
    request_body = Regeneration,
    responses(
        (status = 200, description = "The link with its new URL.", body = TrackingLink, headers(("ETag" = String), ("Idempotency-Replayed" = String))),
        (status = 409, description = "`no_active_link` or `vehicle_deleted`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/vehicles/{vehicle_id}/tracking-link/regenerate")]
pub async fn regenerate_tracking_link(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    key: IdempotencyKey,
    caller: Require<EditLinks>,
    path: web::Path<VehiclePath>,
    precondition: Precondition,
    regeneration: Body<Regeneration>,
) -> Result<HttpResponse, ApiError> {
    let vehicle_id = &caller.vehicle(&store, &path.vehicle_id).await?;
    let (regeneration, digest) = regeneration.with_digest()?;
    let (organization, now) = (&caller.organization.organization, caller.now);
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, &organization.id, vehicle_id, now).await?;
    let link = unrevoked(&mut tx, &vehicle).await?;
    precondition.check(link.version, urls.to_wire(organization, link.clone(), now)?)?;
    let link = regenerate(&mut tx, &urls, &caller.acting(), &vehicle, &link, regeneration).await?;
    claim.commit(tx, Answer::tagged(Tagged::ok(link.version, link))?).await
}
