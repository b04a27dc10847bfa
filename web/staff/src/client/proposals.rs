//! Calls about proposals.

use serde::Deserialize;
use shared::ids::ProposalId;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::proposal::{Proposal, ProposalPreview, ProposalState};

use super::error::ApiError;
use super::http::{Method, Request};
use super::staff::StaffClient;

/// As many as the number in the navigation counts.
const COUNTED: u32 = 100;

/// One of those that wait, which are only counted: the part that starts need not understand it.
#[derive(Debug, Clone, Deserialize)]
pub struct WaitingProposal {}

impl StaffClient {
    /// One page of the proposals, newest first.
    pub async fn proposals(
        &self,
        state: Option<ProposalState>,
        cursor: Option<&str>,
    ) -> Result<Page<Proposal>, ApiError> {
        let request = Request::get(ApiPath::Proposals).query("state", state.map(ProposalState::as_str));
        self.call(request.query("cursor", cursor)).await
    }

    /// The newest of those that wait.
    pub async fn waiting_proposals(&self) -> Result<Page<WaitingProposal>, ApiError> {
        let request = Request::get(ApiPath::Proposals).query("state", Some(ProposalState::Waiting.as_str()));
        self.call(request.query("limit", Some(COUNTED))).await
    }

    /// One proposal.
    pub async fn proposal(&self, id: &ProposalId) -> Result<Proposal, ApiError> {
        self.call(Request::get(ApiPath::Proposal(id))).await
    }

    /// What a confirmation would do.
    pub async fn preview_proposal(&self, id: &ProposalId) -> Result<ProposalPreview, ApiError> {
        self.call(Request::get(ApiPath::ProposalPreview(id))).await
    }

    /// Confirms a proposal, which makes its change.
    pub async fn confirm_proposal(&self, id: &ProposalId) -> Result<Proposal, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::ProposalConfirmation(id))).await
    }

    /// Declines a proposal.
    pub async fn decline_proposal(&self, id: &ProposalId) -> Result<Proposal, ApiError> {
        self.call(Request::new(Method::Post, ApiPath::ProposalDecline(id))).await
    }
}
