//! What people read of a proposal.

use shared::proposal::{ProposalOperation, ProposalState, ProposedBy};
use ui::components::StateTone;

/// The state, in words and in its tone.
pub(super) const fn state(state: ProposalState) -> (StateTone, &'static str) {
    match state {
        ProposalState::Waiting => (StateTone::Waiting, "Waiting"),
        ProposalState::Confirmed => (StateTone::Good, "Confirmed"),
        ProposalState::Declined => (StateTone::Bad, "Declined"),
        ProposalState::Expired => (StateTone::Quiet, "Expired"),
        ProposalState::Stale => (StateTone::Quiet, "Out of date"),
    }
}

/// What would be done.
pub(super) const fn operation(operation: ProposalOperation) -> &'static str {
    match operation {
        ProposalOperation::UpdateVehicle => "Change the vehicle",
        ProposalOperation::MoveVehicleStage => "Move the stage",
        ProposalOperation::CreateTrackingLink => "Create a tracking link",
        ProposalOperation::UpdateTrackingLink => "Change the tracking link",
        ProposalOperation::CreateNote => "Write a note",
    }
}

/// Who proposed it.
pub(super) fn proposed_by(by: &ProposedBy) -> String {
    match &by.api_key_name {
        Some(key) => format!("{key} (API key of {})", by.member.name),
        None => by.member.name.clone(),
    }
}
