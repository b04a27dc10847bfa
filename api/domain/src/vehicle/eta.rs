//! The estimated arrival, and what customers are told when it moves.

use shared::eta::EtaReason;
use shared::patch::Patch;
use shared::problem::FieldErrorCode;
use shared::time::CivilDate;

use super::VehicleFields;
use crate::text::Checks;

/// Why an estimated arrival was moved, as customers read it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EtaExplanation {
    /// One of the reasons that every reader gets in their language.
    pub reason: Option<EtaReason>,
    /// What was added in words, as it was written: one line.
    pub remark: Option<String>,
}

impl EtaExplanation {
    pub(super) fn checked(checks: &mut Checks, reason: Option<EtaReason>, remark: Option<String>) -> Self {
        Self { reason, remark: remark.map(|remark| checks.line("/eta_remark", &remark, 200)) }
    }

    /// It, or nothing where it explains nothing.
    pub(super) fn only_if(self, explains: bool) -> Self {
        if explains { self } else { Self::default() }
    }

    /// What was given, by its name on the wire.
    pub(super) fn given(&self) -> impl Iterator<Item = &'static str> {
        let is_given = [("/eta_reason", self.reason.is_some()), ("/eta_remark", self.remark.is_some())];
        is_given.into_iter().filter_map(|(pointer, is_given)| is_given.then_some(pointer))
    }
}

impl VehicleFields {
    /// Whether a change moves the ETA to another day.
    pub(super) fn moves_eta(&self, eta: Patch<CivilDate>) -> bool {
        match eta {
            Patch::Absent => false,
            Patch::Null => self.eta.is_some(),
            Patch::Value(eta) => self.eta != Some(eta),
        }
    }

    /// An explanation is one of a change of the ETA: without one there is nothing to explain.
    pub(super) fn set_eta(&mut self, checks: &mut Checks, eta: Patch<CivilDate>, explanation: EtaExplanation) {
        if !self.moves_eta(eta) {
            for pointer in explanation.given() {
                checks.fail(pointer, FieldErrorCode::NotAllowed, "can be given only when the ETA changes");
            }
        }
        eta.apply_to(&mut self.eta);
        self.eta_explanation = explanation;
    }
}
