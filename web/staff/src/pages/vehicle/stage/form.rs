//! What a move to another stage asks for, and how it becomes a request.

use leptos::prelude::*;
use shared::patch::Patch;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;
use shared::vehicle::{StageMove, Vehicle};

use super::super::explanation::Explanation;

/// What the move asks for, as people type it.
#[derive(Clone, Copy)]
pub(super) struct MoveForm {
    pub(super) stage: RwSignal<String>,
    pub(super) vessel: RwSignal<String>,
    pub(super) etd: RwSignal<String>,
    pub(super) eta: RwSignal<String>,
    eta_before: RwSignal<String>,
    pub(super) explanation: Explanation,
    pub(super) arrived_on: RwSignal<String>,
    pub(super) arrival_detail: RwSignal<String>,
    pub(super) error: RwSignal<Option<String>>,
}

impl MoveForm {
    pub(super) fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            stage: empty(),
            vessel: empty(),
            etd: empty(),
            eta: empty(),
            eta_before: empty(),
            explanation: Explanation::new(),
            arrived_on: empty(),
            arrival_detail: empty(),
            error: RwSignal::new(None),
        }
    }

    pub(super) fn fill(self, vehicle: &Vehicle) {
        // With one way to go there is nothing to choose.
        let only = match vehicle.stage.allowed_moves() {
            [only] => only.as_str(),
            _ => "",
        };
        self.stage.set(only.to_owned());
        self.explanation.clear();
        self.put(vehicle, vehicle);
    }

    /// Puts in what a vehicle becomes that is `now` another one; what explains a new ETA stays.
    pub(super) fn fill_again(self, vehicle: &Vehicle, now: &Vehicle) {
        self.stage.set(vehicle.stage.as_str().to_owned());
        self.put(vehicle, now);
    }

    fn put(self, vehicle: &Vehicle, now: &Vehicle) {
        let date = |date: Option<CivilDate>| date.map(|date| date.to_string()).unwrap_or_default();
        self.vessel.set(vehicle.vessel.clone().unwrap_or_default());
        self.etd.set(date(vehicle.etd));
        self.eta.set(date(vehicle.eta));
        self.eta_before.set(date(now.eta));
        self.arrived_on.set(date(vehicle.arrived_on));
        self.arrival_detail.set(vehicle.arrival_detail.map(ArrivalDetail::as_str).unwrap_or_default().to_owned());
        self.error.set(None);
    }

    pub(super) fn target(self) -> Option<Stage> {
        Stage::parse(&self.stage.get())
    }

    pub(super) fn moves_eta(self) -> bool {
        self.eta.get() != self.eta_before.get()
    }

    /// The move; else what is missing for it.
    pub(super) fn to_move(self) -> Result<StageMove, &'static str> {
        let stage = Stage::parse(&self.stage.get_untracked()).ok_or("Choose the stage to move to.")?;
        let date = |field: RwSignal<String>| match field.get_untracked() {
            text if text.is_empty() => Ok(Patch::Null),
            text => CivilDate::parse(&text).map(Patch::Value).ok_or("Enter full dates, or clear them."),
        };
        let vessel = Some(self.vessel.get_untracked().trim().to_owned()).filter(|vessel| !vessel.is_empty());
        let mut stage_move = StageMove {
            stage,
            vessel: Patch::Absent,
            etd: Patch::Absent,
            eta: Patch::Absent,
            eta_reason: None,
            eta_remark: None,
            arrived_on: Patch::Absent,
            arrival_detail: Patch::Absent,
        };
        match stage {
            Stage::InTransit => {
                stage_move.vessel = Patch::from(vessel);
                stage_move.etd = date(self.etd)?;
                stage_move.eta = date(self.eta)?;
                let moved = self.eta.get_untracked() != self.eta_before.get_untracked();
                (stage_move.eta_reason, stage_move.eta_remark) = self.explanation.of_move(moved);
            }
            Stage::Arrived => {
                stage_move.arrived_on = date(self.arrived_on)?;
                stage_move.arrival_detail = Patch::from(ArrivalDetail::parse(&self.arrival_detail.get_untracked()));
            }
            Stage::Purchased | Stage::Preparation | Stage::SaleReady | Stage::SoldDelivered => {}
        }
        Ok(stage_move)
    }
}
