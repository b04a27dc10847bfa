//! The fields of a vehicle, checked when they are parsed: a value of [`VehicleFields`] is always valid.

mod changed;
mod eta;
mod set;
mod taken_back;
#[cfg(test)]
mod tests;

use shared::money::Money;
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode};
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;
use shared::vehicle::{Customer, Mileage, NewVehicle, StageMove, Vehicle, VehicleUpdate};

use self::set::{set_customer, set_external_id, set_line, set_mileage, set_price, set_vin};
use crate::text::Checks;

pub use self::eta::EtaExplanation;
pub use self::set::{is_external_id, named};
pub use self::taken_back::{BeforeMove, MadeMove};

/// What staff can set on a vehicle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VehicleFields {
    /// The id of the vehicle in another system.
    pub external_id: Option<String>,
    /// Model year.
    pub year: i32,
    /// Make.
    pub make: String,
    /// Model.
    pub model: String,
    /// Trim level.
    pub trim: Option<String>,
    /// Colour.
    pub colour: Option<String>,
    /// How far it has been driven.
    pub mileage: Option<Mileage>,
    /// Vehicle identification number or chassis number, upper case.
    pub vin: Option<String>,
    /// The organisation's own number.
    pub stock_number: Option<String>,
    /// The customer who gets the vehicle.
    pub customer: Customer,
    /// The stage that it has reached.
    pub stage: Stage,
    /// Sub-label of the stage `arrived`.
    pub arrival_detail: Option<ArrivalDetail>,
    /// Estimated time of arrival.
    pub eta: Option<CivilDate>,
    /// Why this change moves the ETA; it is stored in the vehicle's history, not in the vehicle.
    pub eta_explanation: EtaExplanation,
    /// Estimated time of departure.
    pub etd: Option<CivilDate>,
    /// The vessel.
    pub vessel: Option<String>,
    /// The day it arrived.
    pub arrived_on: Option<CivilDate>,
    /// What was agreed with the customer.
    pub agreed_sale_price: Option<Money>,
}

/// Why a stage move is refused.
#[derive(Debug, PartialEq, Eq)]
pub enum StageMoveError {
    /// The vehicle cannot move there from its stage.
    NotAllowed(&'static [Stage]),
    /// The fields of the move are not valid.
    Invalid(Vec<FieldError>),
}

impl VehicleFields {
    /// A new vehicle, in the first stage unless another is given.
    pub fn create(new: NewVehicle) -> Result<Self, Vec<FieldError>> {
        let NewVehicle {
            external_id,
            year,
            make,
            model,
            trim,
            colour,
            mileage,
            vin,
            stock_number,
            customer,
            stage,
            arrival_detail,
            arrived_on,
            eta,
            eta_reason: _,
            eta_remark: _,
            etd,
            vessel,
            agreed_sale_price,
        } = new;
        let stage = stage.unwrap_or(Stage::Purchased);
        let mut checks = Checks::default();
        let mut only_from = |is_possible: bool, pointer: &str, is_given: bool| {
            if is_given && !is_possible {
                let detail = format!("cannot be given with the stage {}", stage.as_str());
                checks.fail(pointer, FieldErrorCode::NotAllowed, detail);
            }
        };
        only_from(stage == Stage::Arrived, "/arrival_detail", arrival_detail.value().is_some());
        only_from(stage >= Stage::Arrived, "/arrived_on", arrived_on.value().is_some());
        checks.finish()?;
        let update = VehicleUpdate {
            external_id: external_id.into(),
            year: Some(year),
            make: Some(make),
            model: Some(model),
            trim: trim.into(),
            colour: colour.into(),
            mileage: mileage.map(Into::into).into(),
            vin: vin.into(),
            stock_number: stock_number.into(),
            customer: customer.into(),
            arrival_detail,
            eta: eta.into(),
            eta_reason: None,
            eta_remark: None,
            etd: etd.into(),
            vessel: vessel.into(),
            arrived_on,
            agreed_sale_price: agreed_sale_price.map(Into::into).into(),
        };
        Self { stage, ..Self::blank() }.update(update)
    }

    /// A new vehicle, in the first stage, from the change of one that is not there. What explains a change of the ETA
    /// explains nothing yet, and is ignored.
    pub fn create_by(update: VehicleUpdate) -> Result<Self, Vec<FieldError>> {
        let mut checks = Checks::default();
        let is_given =
            [("/year", update.year.is_some()), ("/make", update.make.is_some()), ("/model", update.model.is_some())];
        for (pointer, _) in is_given.into_iter().filter(|(_, given)| !given) {
            checks.fail(pointer, FieldErrorCode::Required, "is required, because the vehicle is not there yet");
        }
        checks.finish()?;
        Self::blank().update(VehicleUpdate { eta_reason: None, eta_remark: None, ..update })
    }

    fn blank() -> Self {
        Self {
            external_id: None,
            year: 0,
            make: String::new(),
            model: String::new(),
            trim: None,
            colour: None,
            mileage: None,
            vin: None,
            stock_number: None,
            customer: Customer::default(),
            stage: Stage::Purchased,
            arrival_detail: None,
            eta: None,
            eta_explanation: EtaExplanation::default(),
            etd: None,
            vessel: None,
            arrived_on: None,
            agreed_sale_price: None,
        }
    }

    /// The vehicle with a change applied that may come again: what explains a change of the ETA that was made before is ignored.
    pub fn update_again(self, mut update: VehicleUpdate) -> Result<Self, Vec<FieldError>> {
        if !self.moves_eta(update.eta) {
            (update.eta_reason, update.eta_remark) = (None, None);
        }
        self.update(update)
    }

    /// The vehicle with a change applied.
    pub fn update(mut self, update: VehicleUpdate) -> Result<Self, Vec<FieldError>> {
        let VehicleUpdate {
            external_id,
            year,
            make,
            model,
            trim,
            colour,
            mileage,
            vin,
            stock_number,
            customer,
            arrival_detail,
            eta,
            eta_reason,
            eta_remark,
            etd,
            vessel,
            arrived_on,
            agreed_sale_price,
        } = update;
        let mut checks = Checks::default();
        if let Some(year) = year {
            checks.range("/year", i64::from(year), 1886..=2100);
            self.year = year;
        }
        if let Some(make) = make {
            self.make = checks.line("/make", &make, 80);
        }
        if let Some(model) = model {
            self.model = checks.line("/model", &model, 80);
        }
        set_external_id(&mut checks, external_id, &mut self.external_id);
        set_line(&mut checks, "/trim", trim, 80, &mut self.trim);
        set_line(&mut checks, "/colour", colour, 80, &mut self.colour);
        set_line(&mut checks, "/vessel", vessel, 80, &mut self.vessel);
        set_line(&mut checks, "/stock_number", stock_number, 40, &mut self.stock_number);
        set_mileage(&mut checks, mileage, &mut self.mileage);
        set_vin(&mut checks, vin, &mut self.vin);
        match customer {
            Patch::Absent => {}
            Patch::Null => self.customer = Customer::default(),
            Patch::Value(update) => set_customer(&mut checks, update, &mut self.customer),
        }
        if matches!(arrival_detail, Patch::Value(_)) && self.stage != Stage::Arrived {
            let detail = "can be set only while the vehicle is in the stage arrived";
            checks.fail("/arrival_detail", FieldErrorCode::NotAllowed, detail);
        }
        arrival_detail.apply_to(&mut self.arrival_detail);
        let explanation = EtaExplanation::checked(&mut checks, eta_reason, eta_remark);
        self.set_eta(&mut checks, eta, explanation);
        etd.apply_to(&mut self.etd);
        arrived_on.apply_to(&mut self.arrived_on);
        set_price(&mut checks, agreed_sale_price, &mut self.agreed_sale_price);
        checks.finish().map(|()| self)
    }

    /// The vehicle with all the fields of a new vehicle replaced; absent ones are cleared. Its stage and the fields of
    /// the stage stay.
    pub fn replace(self, mut new: NewVehicle) -> Result<Self, Vec<FieldError>> {
        let Self { stage, arrival_detail, arrived_on, eta, .. } = self;
        let NewVehicle { stage: new_stage, arrival_detail: new_detail, arrived_on: new_arrival, .. } = &new;
        let mut checks = Checks::default();
        let mut keeps = |pointer: &str, is_kept: bool| {
            if !is_kept {
                let detail = "cannot be changed here: leave it out, or send it as it is";
                checks.fail(pointer, FieldErrorCode::NotAllowed, detail);
            }
        };
        keeps("/stage", new_stage.is_none_or(|new| new == stage));
        keeps("/arrival_detail", new_detail.is_absent() || new_detail.value() == arrival_detail.as_ref());
        keeps("/arrived_on", new_arrival.is_absent() || new_arrival.value() == arrived_on.as_ref());
        let explanation = EtaExplanation::checked(&mut checks, new.eta_reason, new.eta_remark.take());
        checks.finish()?;
        let after = Self::create(new.without_stage())?;
        // A repeated request finds the ETA changed already: then what explains it was recorded the first time, and is
        // not a mistake.
        let eta_explanation = explanation.only_if(after.eta != eta);
        Ok(Self { stage, arrival_detail, eta_explanation, arrived_on, ..after })
    }

    /// The vehicle in another stage. In the stage that it has already it stays, so that a move can be repeated: what comes with
    /// the move is set, and what is absent stays.
    pub fn move_to(mut self, step: StageMove) -> Result<Self, StageMoveError> {
        let StageMove { stage, vessel, etd, eta, eta_reason, eta_remark, arrived_on, arrival_detail } = step;
        let allowed = self.stage.allowed_moves();
        let repeated = stage == self.stage;
        if !repeated && !allowed.contains(&stage) {
            return Err(StageMoveError::NotAllowed(allowed));
        }
        let mut checks = Checks::default();
        let mut only_with = |expected: Stage, pointer: &str, absent: bool| {
            if stage != expected && !absent {
                let detail = format!("can be given only with a move to the stage {}", expected.as_str());
                checks.fail(pointer, FieldErrorCode::NotAllowed, detail);
            }
        };
        only_with(Stage::InTransit, "/vessel", vessel.is_absent());
        only_with(Stage::InTransit, "/etd", etd.is_absent());
        only_with(Stage::InTransit, "/eta", eta.is_absent());
        only_with(Stage::Arrived, "/arrived_on", arrived_on.is_absent());
        only_with(Stage::Arrived, "/arrival_detail", arrival_detail.is_absent());
        only_with(Stage::InTransit, "/eta_reason", eta_reason.is_none());
        only_with(Stage::InTransit, "/eta_remark", eta_remark.is_none());
        // A repeated move finds the ETA changed already: what explains it was recorded the first time.
        let told = repeated && (eta.is_absent() || eta.value() == self.eta.as_ref());
        let explanation =
            EtaExplanation::checked(&mut checks, eta_reason, eta_remark).only_if(stage == Stage::InTransit && !told);
        if !repeated {
            self.stage = stage;
            self.arrival_detail = None;
        }
        set_line(&mut checks, "/vessel", vessel, 80, &mut self.vessel);
        etd.apply_to(&mut self.etd);
        self.set_eta(&mut checks, eta, explanation);
        arrived_on.apply_to(&mut self.arrived_on);
        arrival_detail.apply_to(&mut self.arrival_detail);
        checks.finish().map(|()| self).map_err(StageMoveError::Invalid)
    }
}

impl From<Vehicle> for VehicleFields {
    fn from(vehicle: Vehicle) -> Self {
        Self {
            external_id: vehicle.external_id,
            year: vehicle.year,
            make: vehicle.make,
            model: vehicle.model,
            trim: vehicle.trim,
            colour: vehicle.colour,
            mileage: vehicle.mileage,
            vin: vehicle.vin,
            stock_number: vehicle.stock_number,
            customer: vehicle.customer,
            stage: vehicle.stage,
            arrival_detail: vehicle.arrival_detail,
            eta: vehicle.eta,
            eta_explanation: EtaExplanation::default(),
            etd: vehicle.etd,
            vessel: vehicle.vessel,
            arrived_on: vehicle.arrived_on,
            agreed_sale_price: vehicle.agreed_sale_price,
        }
    }
}
