//! `POST /proposals`

use actix_web::{HttpResponse, post, web};
use shared::paths::ApiPath;
use shared::problem::FieldErrorCode;
use shared::proposal::{NewProposal, Proposal};

use crate::auth::{Credential, ProposeChanges, Require};
use crate::idempotency::{Answer, Attempt, IdempotencyKey, IdempotencyKeyHeader};
use crate::link_urls::LinkUrls;
use crate::proposals::{Proposed, make, try_out};
use crate::routes::vehicle_ref::VehicleRef;
use api_http::error::ApiError;
use api_http::extract::{Body, Tagged};
use store::Store;

/// Propose a change
///
/// Nothing changes until a member confirms it in the web app: a key can propose, and never confirm. The change is checked as if it
/// were made, so what its operation would refuse is refused now. If the vehicle (or the tracking link, for a change of it) is changed
/// by somebody else meanwhile, the proposal becomes `stale` and can no longer be confirmed.
#[utoipa::path(
    operation_id = "create_proposal",
    tag = "Proposals",
    security(("member" = []), ("api_key" = ["proposals.write"])),
    params(IdempotencyKeyHeader),
    request_body = NewProposal,
    responses(
        (status = 201, description = "Proposed: it waits for a member.", body = Proposal, headers(("ETag" = String), ("Location" = String), ("Idempotency-Replayed" = String))),
        (status = 404, description = "`not_found`: there is no such vehicle, or it is not yours.", body = shared::problem::Problem, content_type = "application/problem+json"),
        (status = 409, description = "`proposal_stale` if `target_version` is not the present one; or what the operation is refused with: `vehicle_deleted`, `stage_move_not_allowed`, `stock_number_taken`, `external_id_taken`, `tracking_link_exists`, `no_active_link`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/proposals")]
pub async fn create_proposal(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    key: IdempotencyKey,
    caller: Require<ProposeChanges>,
    new: Body<NewProposal>,
) -> Result<HttpResponse, ApiError> {
    let (NewProposal { vehicle_id, change, reason, target_version, expires_at }, digest) = new.with_digest()?;
    let named = VehicleRef::try_from(vehicle_id)
        .map_err(|error| ApiError::invalid_field("/vehicle_id", FieldErrorCode::Invalid, error))?;
    let one = change.clone().one().ok_or_else(|| {
        ApiError::invalid_field("/change", FieldErrorCode::Invalid, "must have exactly one member, the operation")
    })?;
    let repeatable = key.of(&caller, &digest);
    // What was proposed before may have become impossible since.
    if let Some(answer) = repeatable.replay().await? {
        return Ok(answer);
    }
    let vehicle_id = caller.vehicle(&store, &named).await?;
    let trial = try_out(&store, &urls, &caller.acting(), &vehicle_id, one).await?;
    let (mut tx, claim) = match repeatable.begin().await? {
        Attempt::First(tx, claim) => (tx, claim),
        Attempt::Again(answer) => return Ok(answer),
    };
    let api_key = match &caller.credential {
        Credential::Session(_) => None,
        Credential::ApiKey { id, .. } => Some(id.clone()),
    };
    let proposed = Proposed { vehicle_id, change, reason, target_version, expires_at, api_key };
    let proposal = make(&mut tx, &caller.acting(), proposed, trial).await?;
    let location = ApiPath::Proposal(&proposal.id).to_string();
    claim.commit(tx, Answer::tagged(Tagged::created(location, proposal.version, proposal))?).await
}
