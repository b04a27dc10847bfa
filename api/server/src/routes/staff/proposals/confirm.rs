//! `POST /proposals/{proposal_id}/confirmation`

use actix_web::{post, web};
use shared::proposal::Proposal;

use crate::auth::{DecideProposals, Require};
use crate::link_urls::LinkUrls;
use crate::proposals::confirm;
use crate::routes::ProposalPath;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;

/// Confirm a proposal
///
/// Makes the change, in the name of the member who confirms it, exactly as its own operation does. Only a member can confirm. If what
/// the proposal is based on has changed, nothing happens and the answer is 409 `proposal_stale`. Repeating it changes nothing.
#[utoipa::path(
    operation_id = "confirm_proposal",
    tag = "Proposals",
    security(("member" = [])),
    params(ProposalPath),
    responses(
        (status = 200, description = "Confirmed, and the change is made.", body = Proposal, headers(("ETag" = String))),
        (status = 409, description = "`proposal_stale` or `proposal_not_waiting`; or what the operation is refused with now.", body = shared::problem::Problem, content_type = "application/problem+json"),
        (status = 422, description = "What the operation is refused with now: `expires_at_in_past` or `validation_failed`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/proposals/{proposal_id}/confirmation")]
pub async fn confirm_proposal(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<DecideProposals>,
    path: web::Path<ProposalPath>,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut tx = store.begin(caller.organization_id()).await?;
    let proposal = confirm(&mut tx, &urls, &caller.acting(), &path.proposal_id).await?;
    tx.commit().await?;
    Ok(Tagged::ok(proposal.version, proposal))
}
