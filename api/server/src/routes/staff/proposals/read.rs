//! `GET /proposals/{proposal_id}`

use actix_web::{get, web};
use shared::proposal::Proposal;

use super::visible;
use crate::auth::{ReadProposals, Require};
use crate::routes::ProposalPath;
use api_http::conditions::IfNoneMatch;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use store::{Store, proposals};

/// Get a proposal
///
/// An API key sees those that it proposed itself.
#[utoipa::path(
    operation_id = "get_proposal",
    tag = "Proposals",
    security(("member" = []), ("api_key" = ["proposals.write"])),
    params(ProposalPath, IfNoneMatch),
    responses((status = 200, description = "The proposal.", body = Proposal, headers(("ETag" = String))))
)]
#[get("/proposals/{proposal_id}")]
pub async fn get_proposal(
    store: web::Data<Store>,
    caller: Require<ReadProposals>,
    path: web::Path<ProposalPath>,
) -> Result<Tagged<Proposal>, ApiError> {
    let mut reader = store.read(caller.organization_id()).await?;
    let found = proposals::find(reader.db(), visible(&caller), &path.proposal_id, caller.now).await?;
    let proposal = found.ok_or_else(ApiError::not_found)?;
    Ok(Tagged::ok(proposal.version, proposal))
}
