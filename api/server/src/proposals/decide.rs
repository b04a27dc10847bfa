//! Confirming and declining.

use shared::ids::{OrganizationId, ProposalId};
use shared::problem::ProblemCode;
use shared::proposal::{Proposal, ProposalState};
use shared::time::Timestamp;

use super::{Target, apply};
use crate::acting::Acting;
use crate::link_urls::LinkUrls;
use crate::vehicles::lock;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use store::Tx;
use store::proposals::{self, Decision, Visible};

/// Confirms a proposal and makes its change, if what it is based on is still as it was. Repeating it changes nothing.
pub async fn confirm(tx: &mut Tx, urls: &LinkUrls, acting: &Acting<'_>, id: &ProposalId) -> Result<Proposal, ApiError> {
    let (organization, now) = (&acting.organization.id, acting.now);
    let proposal = lock_proposal(tx, organization, id, now).await?;
    if proposal.state == ProposalState::Confirmed {
        return Ok(proposal);
    }
    let vehicle = lock(tx, organization, &proposal.vehicle_id, now).await?;
    // Read again, because the vehicle is locked only now.
    let proposal = find(tx, organization, id, now).await?;
    refuse_unless_waiting(proposal.state)?;
    let change = proposal.change.clone().one().ok_or_else(|| ApiError::internal("a proposal has no change"))?;
    let target = Target::of(tx, &vehicle, &change).await?;
    if target.version != proposal.target_version {
        return Err(ApiError::new(ProblemCode::ProposalStale));
    }
    let pointer = format!("/change/{}", change.operation().as_str());
    apply(tx, urls, acting, &vehicle, change).await.map_err(|error| error.below(&pointer))?;
    proposals::decide(tx.db(), organization, id, Decision::Confirmed, acting.member, now).await?;
    let summary = format!("confirmed the proposed change of {}", proposal.vehicle_title);
    acting.record(tx, AuditAction::ProposalConfirmed, id.as_str(), summary);
    find(tx, organization, id, now).await
}

/// Declines a proposal, also one that can no longer be confirmed. Repeating it changes nothing.
pub async fn decline(tx: &mut Tx, acting: &Acting<'_>, id: &ProposalId) -> Result<Proposal, ApiError> {
    let (organization, now) = (&acting.organization.id, acting.now);
    let proposal = lock_proposal(tx, organization, id, now).await?;
    match proposal.state {
        ProposalState::Declined => return Ok(proposal),
        ProposalState::Stale => {}
        state => refuse_unless_waiting(state)?,
    }
    proposals::decide(tx.db(), organization, id, Decision::Declined, acting.member, now).await?;
    let summary = format!("declined the proposed change of {}", proposal.vehicle_title);
    acting.record(tx, AuditAction::ProposalDeclined, id.as_str(), summary);
    find(tx, organization, id, now).await
}

/// 409 for what nobody can decide on any more.
pub(crate) fn refuse_unless_waiting(state: ProposalState) -> Result<(), ApiError> {
    let detail = match state {
        ProposalState::Waiting => return Ok(()),
        ProposalState::Stale => return Err(ApiError::new(ProblemCode::ProposalStale)),
        ProposalState::Confirmed => "It was confirmed already.",
        ProposalState::Declined => "It was declined.",
        ProposalState::Expired => "It has expired. It would have to be proposed again.",
    };
    Err(ApiError::new(ProblemCode::ProposalNotWaiting).detail(detail))
}

async fn lock_proposal(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &ProposalId,
    now: Timestamp,
) -> Result<Proposal, ApiError> {
    proposals::lock(tx, organization, id, now).await?.ok_or_else(ApiError::not_found)
}

async fn find(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &ProposalId,
    now: Timestamp,
) -> Result<Proposal, ApiError> {
    let visible = Visible { organization, api_key: None };
    proposals::find(tx.db(), visible, id, now).await?.ok_or_else(ApiError::not_found)
}
