//! The fields of a vehicle, checked when they are parsed: a value of [`VehicleFields`] is always valid.

use shared::eta::EtaReason;
use shared::money::Money;
use shared::patch::Patch;
use shared::problem::{FieldError, FieldErrorCode};
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;
use shared::vehicle::{Customer, CustomerUpdate, Mileage, NewVehicle, StageMove, Vehicle, VehicleUpdate};

use crate::text::Checks;

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
    pub eta_reason: Option<EtaReason>,
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
    /// A new vehicle, in the first stage.
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
            eta,
            eta_reason: _,
            etd,
            vessel,
            agreed_sale_price,
        } = new;
        let blank = Self {
            external_id: None,
            year,
            make: make.clone(),
            model: model.clone(),
            trim: None,
            colour: None,
            mileage: None,
            vin: None,
            stock_number: None,
            customer: Customer::default(),
            stage: Stage::Purchased,
            arrival_detail: None,
            eta: None,
            eta_reason: None,
            etd: None,
            vessel: None,
            arrived_on: None,
            agreed_sale_price: None,
        };
        blank.update(VehicleUpdate {
            external_id: external_id.into(),
            year: Some(year),
            make: Some(make),
            model: Some(model),
            trim: trim.into(),
            colour: colour.into(),
            mileage: mileage.into(),
            vin: vin.into(),
            stock_number: stock_number.into(),
            customer: customer.into(),
            arrival_detail: Patch::Absent,
            eta: eta.into(),
            eta_reason: None,
            etd: etd.into(),
            vessel: vessel.into(),
            arrived_on: Patch::Absent,
            agreed_sale_price: agreed_sale_price.into(),
        })
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
        if let Patch::Value(mileage) = &mileage {
            checks.range("/mileage/value", mileage.value, 0..=10_000_000);
        }
        mileage.apply_to(&mut self.mileage);
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
        self.set_eta(&mut checks, eta, eta_reason);
        etd.apply_to(&mut self.etd);
        arrived_on.apply_to(&mut self.arrived_on);
        if let Patch::Value(price) = &agreed_sale_price {
            checks.range("/agreed_sale_price/amount_minor", price.amount_minor, 0..=1_000_000_000_000_000);
            checks.currency("/agreed_sale_price/currency", price.currency.clone());
        }
        agreed_sale_price.apply_to(&mut self.agreed_sale_price);
        checks.finish().map(|()| self)
    }

    /// The vehicle with all the fields of a new vehicle replaced; absent ones are cleared. Its stage and the fields of
    /// the stage stay.
    pub fn replace(self, new: NewVehicle) -> Result<Self, Vec<FieldError>> {
        let Self { stage, arrival_detail, arrived_on, eta, .. } = self;
        let reason = new.eta_reason;
        let after = Self::create(new)?;
        // A repeated request finds the ETA changed already: then its reason was recorded the first time, and is not a
        // mistake.
        let eta_reason = reason.filter(|_| after.eta != eta);
        Ok(Self { stage, arrival_detail, eta_reason, arrived_on, ..after })
    }

    /// A reason explains a change of the ETA: without one there is nothing to explain.
    fn set_eta(&mut self, checks: &mut Checks, eta: Patch<CivilDate>, reason: Option<EtaReason>) {
        let before = self.eta;
        eta.apply_to(&mut self.eta);
        if reason.is_some() && self.eta == before {
            let detail = "can be given only when the ETA changes";
            checks.fail("/eta_reason", FieldErrorCode::NotAllowed, detail);
        }
        self.eta_reason = reason;
    }

    /// The vehicle in another stage.
    pub fn move_to(mut self, step: StageMove) -> Result<Self, StageMoveError> {
        let StageMove { stage, vessel, etd, eta, eta_reason, arrived_on, arrival_detail } = step;
        let allowed = self.stage.allowed_moves();
        if !allowed.contains(&stage) {
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
        let eta_reason = eta_reason.filter(|_| stage == Stage::InTransit);
        self.stage = stage;
        self.arrival_detail = None;
        set_line(&mut checks, "/vessel", vessel, 80, &mut self.vessel);
        etd.apply_to(&mut self.etd);
        self.set_eta(&mut checks, eta, eta_reason);
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
            eta_reason: None,
            etd: vehicle.etd,
            vessel: vehicle.vessel,
            arrived_on: vehicle.arrived_on,
            agreed_sale_price: vehicle.agreed_sale_price,
        }
    }
}

fn set_line(checks: &mut Checks, pointer: &str, patch: Patch<String>, max: usize, stored: &mut Option<String>) {
    match patch {
        Patch::Value(text) => *stored = Some(checks.line(pointer, &text, max)),
        other => other.apply_to(stored),
    }
}

/// An id from another system is kept as it is, and goes into paths: visible ASCII characters only.
fn set_external_id(checks: &mut Checks, patch: Patch<String>, stored: &mut Option<String>) {
    if let Patch::Value(id) = &patch {
        if id.is_empty() {
            checks.fail("/external_id", FieldErrorCode::Required, "must not be empty");
        } else if id.len() > EXTERNAL_ID_MAX {
            checks.fail("/external_id", FieldErrorCode::TooLong, "must have at most 100 characters");
        } else if !is_external_id(id) {
            checks.fail("/external_id", FieldErrorCode::Invalid, "must consist of visible ASCII characters");
        }
    }
    patch.apply_to(stored);
}

/// The longest id of another system.
const EXTERNAL_ID_MAX: usize = 100;

/// Whether a vehicle could have this `external_id`.
pub fn is_external_id(text: &str) -> bool {
    (1..=EXTERNAL_ID_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Chassis numbers of vehicles not built for ISO 3779 markets have other lengths and hyphens, so only the letters are
/// checked.
fn set_vin(checks: &mut Checks, patch: Patch<String>, stored: &mut Option<String>) {
    let is_value = matches!(patch, Patch::Value(_));
    set_line(checks, "/vin", patch, 32, stored);
    if let (true, Some(vin)) = (is_value, stored) {
        vin.make_ascii_uppercase();
        if !vin.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            checks.fail("/vin", FieldErrorCode::Invalid, "must consist of letters, digits and hyphens");
        }
    }
}

fn set_customer(checks: &mut Checks, update: CustomerUpdate, customer: &mut Customer) {
    let CustomerUpdate { name, email, phone } = update;
    match name {
        Patch::Value(text) => customer.name = Some(checks.person("/customer/name", &text, 120)),
        other => other.apply_to(&mut customer.name),
    }
    set_line(checks, "/customer/phone", phone, 40, &mut customer.phone);
    match email {
        Patch::Value(text) => customer.email = Some(checks.email("/customer/email", &text)),
        other => other.apply_to(&mut customer.email),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vehicle() -> VehicleFields {
        let new =
            NewVehicle { year: 2021, make: "Toyota".into(), model: "Land Cruiser".into(), ..NewVehicle::default() };
        VehicleFields::create(new).unwrap()
    }

    fn step(stage: Stage) -> StageMove {
        StageMove {
            stage,
            vessel: Patch::Absent,
            etd: Patch::Absent,
            eta: Patch::Absent,
            eta_reason: None,
            arrived_on: Patch::Absent,
            arrival_detail: Patch::Absent,
        }
    }

    #[test]
    fn every_move_is_allowed_or_names_those_that_are() {
        for from in Stage::ALL {
            for to in Stage::ALL {
                let result = VehicleFields { stage: from, ..vehicle() }.move_to(step(to));
                match result {
                    Ok(moved) => assert!(from.allowed_moves().contains(&to) && moved.stage == to),
                    Err(error) => assert_eq!(error, StageMoveError::NotAllowed(from.allowed_moves())),
                }
            }
        }
    }

    #[test]
    fn the_arrival_detail_ends_with_its_stage() {
        let arrived = vehicle()
            .move_to(StageMove { arrival_detail: Patch::Value(ArrivalDetail::Customs), ..step(Stage::Arrived) })
            .unwrap();
        assert_eq!(arrived.arrival_detail, Some(ArrivalDetail::Customs));
        assert_eq!(arrived.move_to(step(Stage::Preparation)).unwrap().arrival_detail, None);
    }

    #[test]
    fn what_does_not_belong_to_a_move_is_refused() {
        let wrong = StageMove { vessel: Patch::Value("Ever Given".into()), ..step(Stage::Arrived) };
        assert!(matches!(vehicle().move_to(wrong), Err(StageMoveError::Invalid(errors)) if errors.len() == 1));
    }

    #[test]
    fn a_reason_belongs_to_a_move_of_the_eta() {
        let day = |text| Patch::Value(CivilDate::parse(text).unwrap());
        let change = |eta, reason| VehicleUpdate { eta, eta_reason: reason, ..VehicleUpdate::default() };
        let (weather, vehicle) = (Some(EtaReason::Weather), vehicle().update(change(day("2026-05-06"), None)).unwrap());
        let moved = vehicle.clone().update(change(day("2026-05-14"), weather)).unwrap();
        assert_eq!(moved.eta_reason, weather);
        assert_eq!(vehicle.clone().update(change(Patch::Null, weather)).unwrap().eta_reason, weather);
        for stays in [Patch::Absent, day("2026-05-06")] {
            let errors = vehicle.clone().update(change(stays, weather)).unwrap_err();
            assert_eq!((errors.len(), errors[0].pointer.as_str()), (1, "/eta_reason"));
        }
        let arrived = StageMove { eta_reason: weather, ..step(Stage::Arrived) };
        assert!(matches!(vehicle.clone().move_to(arrived), Err(StageMoveError::Invalid(errors)) if errors.len() == 1));
        let sailed = StageMove { eta: day("2026-05-14"), eta_reason: weather, ..step(Stage::InTransit) };
        assert_eq!(vehicle.clone().move_to(sailed).unwrap().eta_reason, weather);
        let replacement = |eta| NewVehicle {
            year: 2021,
            make: "Toyota".into(),
            model: "Land Cruiser".into(),
            eta: CivilDate::parse(eta),
            eta_reason: weather,
            ..NewVehicle::default()
        };
        let replaced = vehicle.replace(replacement("2026-05-14")).unwrap();
        assert_eq!(replaced.eta_reason, weather);
        assert_eq!(replaced.replace(replacement("2026-05-14")).unwrap().eta_reason, None, "a repetition is no move");
    }

    #[test]
    fn all_errors_are_reported_at_once() {
        let update = VehicleUpdate {
            year: Some(1700),
            make: Some(" ".into()),
            vin: Patch::Value("A B".into()),
            ..VehicleUpdate::default()
        };
        let pointers: Vec<_> = vehicle().update(update).unwrap_err().into_iter().map(|e| e.pointer).collect();
        assert_eq!(pointers, ["/year", "/make", "/vin"]);
    }
}
