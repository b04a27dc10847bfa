//! `POST /tracking-links/revoke`

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, post};
use shared::ids::{TrackingLinkId, VehicleId};
use shared::link::{BulkRevocation, BulkRevocationResult, RevokeReason};
use shared::problem::FieldErrorCode;

use crate::auth::Require;
use crate::auth::RevokeLinks;
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::tracking_links::revoke;
use crate::vehicles::lock;
use api_http::error::ApiError;
use api_http::extract::Body;
use domain::text::Checks;
use store::{Tx, links};

/// Revoke several tracking links
///
/// Those that are named, or all of the organisation: all of them in one moment, or, when one of the ids is unknown, none.
/// Links that are already revoked stay as they are. Also possible while the subscription is inactive.
#[utoipa::path(
    operation_id = "revoke_tracking_links",
    tag = "Tracking links",
    security(("member" = []), ("api_key" = ["tracking_links.write"])),
    params(IdempotencyKeyHeader),
    request_body = BulkRevocation,
    responses((status = 200, description = "Revoked.", body = BulkRevocationResult, headers(("Idempotency-Replayed" = String))))
)]
#[post("/tracking-links/revoke")]
pub async fn revoke_tracking_links(
    key: IdempotencyKey,
    caller: Require<RevokeLinks>,
    revocation: Body<BulkRevocation>,
) -> Result<HttpResponse, ApiError> {
    let (revocation, digest) = revocation.with_digest()?;
    let (mut tx, claim) = match key.begin(&caller, &digest).await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let chosen = match (revocation.ids, revocation.all) {
        (Some(ids), None | Some(false)) => named(&mut tx, &caller, ids).await?,
        (None, Some(true)) => links::list_unrevoked(tx.db(), caller.organization_id()).await?,
        _ => {
            let detail = "name the links in ids, or set all to true";
            return Err(ApiError::invalid_field("/ids", FieldErrorCode::Required, detail));
        }
    };
    // Locks are always taken in the order of the vehicles, so that two such requests cannot wait for each other.
    let chosen: BTreeMap<VehicleId, TrackingLinkId> =
        chosen.into_iter().map(|(link, vehicle)| (vehicle, link)).collect();
    let mut revoked = 0;
    for (vehicle, id) in chosen {
        let vehicle = lock(&mut tx, caller.organization_id(), &vehicle, caller.now).await?;
        let unrevoked = links::find_unrevoked(&mut tx, &vehicle).await?;
        if let Some(link) = unrevoked.filter(|link| link.id == id) {
            revoke(&mut tx, &caller.acting(), &vehicle, link, RevokeReason::Revoked).await?;
            revoked += 1;
        }
    }
    claim.commit(tx, Answer::json(StatusCode::OK, &BulkRevocationResult { revoked })?).await
}

async fn named(
    tx: &mut Tx,
    caller: &Require<RevokeLinks>,
    ids: Vec<TrackingLinkId>,
) -> Result<Vec<(TrackingLinkId, VehicleId)>, ApiError> {
    if !(1..=100).contains(&ids.len()) {
        return Err(ApiError::invalid_field("/ids", FieldErrorCode::OutOfRange, "must name 1 to 100 links"));
    }
    let (mut checks, mut found) = (Checks::default(), Vec::with_capacity(ids.len()));
    for (index, id) in ids.iter().enumerate() {
        match links::find_vehicle(tx.db(), caller.organization_id(), id).await? {
            Some(pair) => found.push(pair),
            None => checks.fail(&format!("/ids/{index}"), FieldErrorCode::Unknown, format!("{id} does not exist")),
        }
    }
    checks.finish().map_err(ApiError::invalid)?;
    // A revoked link of a vehicle must not hide the unrevoked one that is named too.
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(found)
}
