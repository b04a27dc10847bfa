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

/// The name of a value: `customer.name` is "Customer name".
pub(super) fn value_name(name: &str) -> String {
    let name = match name {
        "eta" => return "ETA".to_owned(),
        "etd" => return "ETD".to_owned(),
        "vin" => return "VIN".to_owned(),
        "external_id" => return "External ID".to_owned(),
        "tracking_link.show_eta" => return "Show estimated arrival".to_owned(),
        "tracking_link.show_photo" => return "Show photo".to_owned(),
        "tracking_link.show_progress" => return "Show progress tracker".to_owned(),
        "tracking_link.show_notes" => return "Show customer notes".to_owned(),
        "tracking_link.expires_at" => return "Tracking link expires".to_owned(),
        "tracking_link.customer_changed" => return "Tracking link was for another customer".to_owned(),
        "tracking_link.photo_ids" => return "Photos on the tracking page".to_owned(),
        name => name.replace(['.', '_'], " "),
    };
    let mut characters = name.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_names_that_people_know() {
        assert_eq!(value_name("eta"), "ETA");
        assert_eq!(value_name("customer.name"), "Customer name");
        assert_eq!(value_name("agreed_sale_price"), "Agreed sale price");
    }
}
