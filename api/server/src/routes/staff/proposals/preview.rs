//! `GET /proposals/{proposal_id}/preview`

use actix_web::{get, web};
use shared::proposal::ProposalPreview;

use super::visible;
use crate::auth::{PreviewProposals, Require};
use crate::link_urls::LinkUrls;
use crate::proposals::{refuse_unless_waiting, try_out};
use crate::routes::ProposalPath;
use api_http::error::ApiError;
use store::{Store, proposals};

/// Preview a proposal
///
/// What changes, and the customer's page before and after. Only while the proposal is waiting. Nothing is changed by it.
#[utoipa::path(
    operation_id = "preview_proposal",
    tag = "Proposals",
    security(("member" = [])),
    params(ProposalPath),
    responses(
        (status = 200, description = "What a confirmation would do.", body = ProposalPreview),
        (status = 409, description = "`proposal_stale` or `proposal_not_waiting`; or what the operation is refused with now.", body = shared::problem::Problem, content_type = "application/problem+json"),
        (status = 422, description = "What the operation is refused with now: `expires_at_in_past` or `validation_failed`.", body = shared::problem::Problem, content_type = "application/problem+json")
    )
)]
#[get("/proposals/{proposal_id}/preview")]
pub async fn preview_proposal(
    store: web::Data<Store>,
    urls: web::Data<LinkUrls>,
    caller: Require<PreviewProposals>,
    path: web::Path<ProposalPath>,
) -> Result<web::Json<ProposalPreview>, ApiError> {
    let found = {
        let mut reader = store.read(caller.organization_id()).await?;
        proposals::find(reader.db(), visible(&caller), &path.proposal_id, caller.now).await?
    };
    let proposal = found.ok_or_else(ApiError::not_found)?;
    refuse_unless_waiting(proposal.state)?;
    let change = proposal.change.one().ok_or_else(|| ApiError::internal("a proposal has no change"))?;
    let trial = try_out(&store, &urls, &caller.acting(), &proposal.vehicle_id, change).await?;
    Ok(web::Json(trial.preview))
}
