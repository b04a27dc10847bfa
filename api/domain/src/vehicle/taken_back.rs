//! A move to another stage that is taken back: by whom, until when, and what the vehicle becomes again.

use shared::ids::{ApiKeyId, MemberId};
use shared::stage::{ArrivalDetail, Stage};
use shared::time::{CivilDate, Timestamp};

use super::{EtaExplanation, VehicleFields};

/// How long a move can be taken back. The web app offers it for ten seconds; a slow network may need longer.
const UNDOABLE_MS: i64 = 60_000;

/// What a vehicle had before a move, in the fields that a move can change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeMove {
    /// The stage.
    pub stage: Stage,
    /// Sub-label of the stage `arrived`.
    pub arrival_detail: Option<ArrivalDetail>,
    /// Estimated time of arrival.
    pub eta: Option<CivilDate>,
    /// Estimated time of departure.
    pub etd: Option<CivilDate>,
    /// The vessel.
    pub vessel: Option<String>,
    /// The day it arrived.
    pub arrived_on: Option<CivilDate>,
}

/// The move that led to the present version of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MadeMove {
    /// What the vehicle had before.
    pub before: BeforeMove,
    /// When it was made.
    pub moved_at: Timestamp,
    /// Who made it.
    pub moved_by: MemberId,
    /// The key that they made it with; none in the web app.
    pub moved_by_key: Option<ApiKeyId>,
}

impl MadeMove {
    /// Whether this caller may take it back now: only what one has done oneself, in the same way, and only for a while.
    pub fn can_be_taken_back(&self, by: &MemberId, key: Option<&ApiKeyId>, now: Timestamp) -> bool {
        let age_ms = now.unix_ms() - self.moved_at.unix_ms();
        // A clock that was set back makes no move younger than it is.
        (0..=UNDOABLE_MS).contains(&age_ms) && self.moved_by == *by && self.moved_by_key.as_ref() == key
    }
}

impl VehicleFields {
    /// The vehicle as it was before a move after which nothing else was changed.
    #[must_use]
    pub fn take_back(self, before: BeforeMove) -> Self {
        let BeforeMove { stage, arrival_detail, eta, etd, vessel, arrived_on } = before;
        let eta_explanation = EtaExplanation::default();
        Self { stage, arrival_detail, eta, eta_explanation, etd, vessel, arrived_on, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_made_it_has_a_minute() {
        let (member, other) = (MemberId::from_u128(1), MemberId::from_u128(2));
        let (key, second_key) = (ApiKeyId::from_u128(3), ApiKeyId::from_u128(4));
        let at = |ms| Timestamp::from_unix_ms(ms).unwrap();
        let before = BeforeMove {
            stage: Stage::Purchased,
            arrival_detail: None,
            eta: None,
            etd: None,
            vessel: None,
            arrived_on: None,
        };
        let by_hand = MadeMove { before, moved_at: at(100_000), moved_by: member.clone(), moved_by_key: None };
        let by_key = MadeMove { moved_by_key: Some(key.clone()), ..by_hand.clone() };
        assert!(by_hand.can_be_taken_back(&member, None, at(100_000)));
        assert!(by_hand.can_be_taken_back(&member, None, at(160_000)));
        assert!(!by_hand.can_be_taken_back(&member, None, at(160_001)), "too late");
        assert!(!by_hand.can_be_taken_back(&member, None, at(99_999)), "a clock that was set back");
        assert!(!by_hand.can_be_taken_back(&other, None, at(100_000)), "somebody else's");
        assert!(!by_hand.can_be_taken_back(&member, Some(&key), at(100_000)), "a key of the same member");
        assert!(by_key.can_be_taken_back(&member, Some(&key), at(100_000)));
        assert!(!by_key.can_be_taken_back(&member, Some(&second_key), at(100_000)));
        assert!(!by_key.can_be_taken_back(&member, None, at(100_000)));
    }
}
