//! Proposals: changes that a program suggests, and that take effect only if a person confirms them.

use serde::{Deserialize, Serialize};

use crate::ids::{ProposalId, VehicleId};
use crate::link::{NewTrackingLink, TrackingLinkUpdate, VehicleLinkState};
use crate::member::MemberRef;
use crate::note::NewNote;
use crate::patch::not_null;
use crate::public_tracking::PublicTracking;
use crate::time::Timestamp;
use crate::vehicle::{StageMove, VehicleUpdate};
use crate::wire::wire_enum;

wire_enum! {
    /// State of a proposal, derived from data and the clock when it is read.
    #[derive(Hash)]
    ProposalState {
        /// Nobody has decided yet.
        Waiting = "waiting",
        /// Somebody confirmed it, and the change was made.
        Confirmed = "confirmed",
        /// Somebody declined it.
        Declined = "declined",
        /// Nobody decided before it expired.
        Expired = "expired",
        /// The vehicle or its tracking link changed since, so it can no longer be confirmed.
        Stale = "stale",
    }
}

wire_enum! {
    /// The operation that a confirmation runs.
    #[derive(Hash)]
    ProposalOperation {
        /// Change a vehicle.
        UpdateVehicle = "update_vehicle",
        /// Move a vehicle to another stage.
        MoveVehicleStage = "move_vehicle_stage",
        /// Create a tracking link.
        CreateTrackingLink = "create_tracking_link",
        /// Change the options, photos or expiry of a tracking link.
        UpdateTrackingLink = "update_tracking_link",
        /// Write a note.
        CreateNote = "create_note",
    }
}

/// What is proposed: exactly one member, named after the operation, with its body.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposedChange {
    /// Change the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub update_vehicle: Option<VehicleUpdate>,
    /// Move the vehicle to another stage.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub move_vehicle_stage: Option<StageMove>,
    /// Create the tracking link of the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub create_tracking_link: Option<NewTrackingLink>,
    /// Change the tracking link of the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub update_tracking_link: Option<TrackingLinkUpdate>,
    /// Write a note on the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub create_note: Option<NewNote>,
}

/// The one thing that a [`ProposedChange`] asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OneChange {
    /// Change the vehicle.
    UpdateVehicle(Box<VehicleUpdate>),
    /// Move the vehicle to another stage.
    MoveVehicleStage(StageMove),
    /// Create the tracking link of the vehicle.
    CreateTrackingLink(NewTrackingLink),
    /// Change the tracking link of the vehicle.
    UpdateTrackingLink(TrackingLinkUpdate),
    /// Write a note on the vehicle.
    CreateNote(NewNote),
}

impl ProposedChange {
    /// The one change; none if there is no member, or more than one.
    pub fn one(self) -> Option<OneChange> {
        let Self { update_vehicle, move_vehicle_stage, create_tracking_link, update_tracking_link, create_note } = self;
        let members = [
            update_vehicle.map(Box::new).map(OneChange::UpdateVehicle),
            move_vehicle_stage.map(OneChange::MoveVehicleStage),
            create_tracking_link.map(OneChange::CreateTrackingLink),
            update_tracking_link.map(OneChange::UpdateTrackingLink),
            create_note.map(OneChange::CreateNote),
        ];
        let mut given = members.into_iter().flatten();
        given.next().filter(|_| given.next().is_none())
    }
}

impl OneChange {
    /// The operation that makes the change.
    pub const fn operation(&self) -> ProposalOperation {
        match self {
            Self::UpdateVehicle(_) => ProposalOperation::UpdateVehicle,
            Self::MoveVehicleStage(_) => ProposalOperation::MoveVehicleStage,
            Self::CreateTrackingLink(_) => ProposalOperation::CreateTrackingLink,
            Self::UpdateTrackingLink(_) => ProposalOperation::UpdateTrackingLink,
            Self::CreateNote(_) => ProposalOperation::CreateNote,
        }
    }
}

/// A change to propose. It is checked as if it were made, and then waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewProposal {
    /// The vehicle: its TypeID, or `ext:` and its `external_id`.
    #[cfg_attr(feature = "openapi", schema(example = "ext:DMS-10023", min_length = 1, max_length = 104))]
    pub vehicle_id: String,
    /// What is proposed.
    pub change: ProposedChange,
    /// Why, for the person who decides: 1 to 500 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "The shipping line moved the arrival to 20 June.", min_length = 1, max_length = 500)
    )]
    pub reason: String,
    /// The version of the vehicle that the proposal is based on, or that of its tracking link if it changes that; the present
    /// one when absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub target_version: Option<i64>,
    /// When it expires: in the future, at most 30 days from now; in 7 days when absent.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub expires_at: Option<Timestamp>,
}

/// Which key proposed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposedBy {
    /// Name of the API key; null if a member proposed it.
    #[cfg_attr(feature = "openapi", schema(example = "Assistant"))]
    pub api_key_name: Option<String>,
    /// The member who proposed it, or who created the key.
    pub member: MemberRef,
}

/// A proposed change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposal {
    /// TypeID of the proposal.
    pub id: ProposalId,
    /// State at the moment of the answer.
    pub state: ProposalState,
    /// The vehicle.
    pub vehicle_id: VehicleId,
    /// Year, make and model of the vehicle.
    #[cfg_attr(feature = "openapi", schema(example = "2021 Toyota Land Cruiser"))]
    pub vehicle_title: String,
    /// The operation that a confirmation runs.
    pub operation: ProposalOperation,
    /// What is proposed, as it was sent: one member, named after the operation, with its body.
    #[cfg_attr(
        feature = "openapi",
        schema(value_type = Object, example = json!({ "update_vehicle": { "eta": "2026-06-20", "eta_reason": "vessel_delayed" } }))
    )]
    pub change: ProposedChange,
    /// Why.
    #[cfg_attr(feature = "openapi", schema(example = "The shipping line moved the arrival to 20 June."))]
    pub reason: String,
    /// The version of the vehicle, or of its tracking link if it changes that, which the proposal is based on.
    pub target_version: i64,
    /// Who proposed it.
    pub proposed_by: ProposedBy,
    /// When it was proposed.
    pub created_at: Timestamp,
    /// When it expires, or would have.
    pub expires_at: Timestamp,
    /// When somebody decided; null if nobody has.
    pub decided_at: Option<Timestamp>,
    /// Who decided; null if nobody has.
    pub decided_by: Option<MemberRef>,
    /// Counts the changes of the proposal.
    pub version: i64,
}

/// A value that a proposal changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposedValue {
    /// Which one, as in the vehicle, link or note: `customer.name`.
    #[cfg_attr(feature = "openapi", schema(example = "eta"))]
    pub name: String,
    /// The value now; null when there is none.
    #[cfg_attr(feature = "openapi", schema(example = "2026-06-14"))]
    pub before: Option<String>,
    /// The value after a confirmation; null when there is none.
    #[cfg_attr(feature = "openapi", schema(example = "2026-06-20"))]
    pub after: Option<String>,
}

/// What a confirmation would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProposalPreview {
    /// What changes.
    pub values: Vec<ProposedValue>,
    /// State of the vehicle's tracking link now: without an active one customers see neither page.
    pub link_state: VehicleLinkState,
    /// The customer's page now; null if the proposal creates the link.
    pub before: Option<PublicTracking>,
    /// The customer's page after a confirmation.
    pub after: PublicTracking,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_one_operation() {
        let one: ProposedChange = serde_json::from_str(r#"{"update_vehicle":{"colour":"red"}}"#).unwrap();
        assert_eq!(one.clone().one().unwrap().operation(), ProposalOperation::UpdateVehicle);
        let two = ProposedChange { create_tracking_link: Some(NewTrackingLink::default()), ..one };
        assert_eq!(two.one(), None);
        assert_eq!(ProposedChange::default().one(), None);
        assert!(serde_json::from_str::<ProposedChange>(r#"{"delete_vehicle":{}}"#).is_err());
        assert!(serde_json::from_str::<ProposedChange>(r#"{"create_note":null}"#).is_err());
    }
}
