//! `POST /vehicles/{vehicle_id}/tracking-link`

use actix_web::{HttpResponse, post, web};
use domain::audit_action::AuditAction;
use shared::ids::TrackingLinkId;
use shared::link::{NewTrackingLink, TrackingLink};
use shared::paths::ApiPath;
use shared::problem::ProblemCode;

use super::checked_additional_photos;
use super::future_expiry;
use super::starting_options;
use crate::auth::EditLinks;
use crate::auth::Require;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::link_urls::LinkUrls;
use crate::routes::VehiclePath;
use crate::routes::staff::record;
use crate::routes::staff::vehicles::lock_existing;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use host::random;
use store::Store;
use store::links::{self, NewLinkRow};
use store::{additional_photos, photos};

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
    let (organization, now) = (&caller.organization.organization, caller.now);
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let vehicle = lock_existing(&mut tx, &organization.id, vehicle_id, now).await?;
    let last = links::find_latest(tx.db(), &organization.id, &vehicle.id).await?;
    if let Some(existing) = last.as_ref().filter(|link| link.revocation.is_none()) {
        let existing = urls.to_wire(organization, existing.clone(), now)?;
        return Err(ApiError::new(ProblemCode::TrackingLinkExists).current(existing));
    }
    let NewTrackingLink { options, photo_ids, expires_at } = new;
    let expires_at = future_expiry(expires_at.into(), None, now)?;
    let options = starting_options(last.as_ref(), organization).with(options.unwrap_or_default());
    let id = TrackingLinkId::from_u128(random::id(now));
    let row = NewLinkRow { id: &id, options, expires_at, created_by: &caller.member.id };
    let created = links::insert(&mut tx, &vehicle, row, now).await?;
    match (photo_ids, &last) {
        (Some(picks), _) => {
            let gallery = photos::list(tx.db(), &organization.id, &vehicle.id).await?;
            additional_photos::replace(&mut tx, &created, &checked_additional_photos(&gallery, picks)?).await?;
        }
        (None, Some(last)) => additional_photos::copy(tx.db(), &last.id, &created).await?,
        (None, None) => {}
    }
    urls.give_slug(&mut tx, &created, now).await?;
    let summary = format!("created the tracking link of {}", vehicle.title());
    record(&mut tx, &caller, AuditAction::TrackingLinkCreated, id.as_str(), summary);
    let link = urls.find(&mut tx, organization, &vehicle.id, now).await?.ok_or_else(ApiError::not_found)?;
    claim.commit(tx, Answer::tagged(Tagged::created(ApiPath::TrackingLink(&vehicle.id), link.version, link))?).await
}
