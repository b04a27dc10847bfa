//! `POST /proposals/{proposal_id}/decline`

use actix_web::{post, web};
use shared::proposal::Proposal;

use crate::auth::{DecideProposals, Require};
use crate::proposals::decline;
use crate::routes::ProposalPath;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::Store;

/// Decline a proposal
///
/// Nothing is changed. Only a member can decline. Repeating it changes nothing.
#[utoipa::path(
    operation_id = "decline_proposal",
    tag = "Proposals",
    security(("member" = [])),
    params(ProposalPath),
    responses(
        (status = 200, description = "Declined.", body = Proposal, headers(("ETag" = String))),
        (status = 409, description = "`proposal_not_waiting`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[post("/proposals/{proposal_id}/decline")]
pub async fn decline_proposal(
    store: web::Data<Store>,
    caller: Require<DecideProposals>,
    path: web::Path<ProposalPath>,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut tx = store.begin(caller.organization_id()).await?;
    let proposal = decline(&mut tx, &caller.acting(), &path.proposal_id).await?;
    tx.commit().await?;
    Ok(Tagged::ok(proposal.version, proposal))
}
