//! What a form about a vehicle holds, and how it becomes a request.

use leptos::prelude::*;
use shared::currency::minor_digits;
use shared::money::Money;
use shared::patch::Patch;
use shared::problem::ProblemCode;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;
use shared::vehicle::{CustomerUpdate, Mileage, MileageUnit, NewVehicle, Vehicle, VehicleUpdate};
use ui::browser;
use ui::components::until_changed;

use super::explanation::Explanation;
use crate::app::complaint::Complaint;
use crate::app::money::{amount_wanted, parse_amount, plain_amount};
use crate::client::ApiError;

const CHECK_FIELDS: &str = "Check the marked fields.";

/// The fields of a vehicle as people type them.
#[derive(Clone, Copy)]
pub struct VehicleForm {
    pub(super) year: RwSignal<String>,
    pub(super) make: RwSignal<String>,
    pub(super) model: RwSignal<String>,
    pub(super) trim: RwSignal<String>,
    pub(super) colour: RwSignal<String>,
    pub(super) mileage: RwSignal<String>,
    pub(super) mileage_unit: RwSignal<String>,
    pub(super) vin: RwSignal<String>,
    pub(super) stock_number: RwSignal<String>,
    pub(super) external_id: RwSignal<String>,
    pub(super) customer_name: RwSignal<String>,
    pub(super) customer_email: RwSignal<String>,
    pub(super) customer_phone: RwSignal<String>,
    /// The stage of a new vehicle.
    pub(super) stage: RwSignal<String>,
    pub(super) vessel: RwSignal<String>,
    pub(super) etd: RwSignal<String>,
    pub(super) eta: RwSignal<String>,
    pub(super) explanation: Explanation,
    /// The ETA of the vehicle that is changed; none for a new one.
    eta_before: RwSignal<Option<String>>,
    pub(super) arrived_on: RwSignal<String>,
    pub(super) arrival_detail: RwSignal<String>,
    pub(super) price: RwSignal<String>,
    pub(super) currency: RwSignal<String>,
    issues: RwSignal<Vec<(String, String)>>,
    pub(super) failure: RwSignal<Option<Complaint>>,
}

/// What was read out of the fields that are not plain text.
struct Parsed {
    year: i32,
    mileage: Option<Mileage>,
    eta: Option<CivilDate>,
    etd: Option<CivilDate>,
    arrived_on: Option<CivilDate>,
    price: Option<Money>,
}

impl Default for VehicleForm {
    fn default() -> Self {
        Self::new()
    }
}

impl VehicleForm {
    /// An empty form.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            year: empty(),
            make: empty(),
            model: empty(),
            trim: empty(),
            colour: empty(),
            mileage: empty(),
            mileage_unit: empty(),
            vin: empty(),
            stock_number: empty(),
            external_id: empty(),
            customer_name: empty(),
            customer_email: empty(),
            customer_phone: empty(),
            stage: empty(),
            vessel: empty(),
            etd: empty(),
            eta: empty(),
            explanation: Explanation::new(),
            eta_before: RwSignal::new(None),
            arrived_on: empty(),
            arrival_detail: empty(),
            price: empty(),
            currency: empty(),
            issues: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
        }
    }

    /// Puts in a vehicle, or nothing; amounts start in this currency.
    pub fn fill(self, vehicle: Option<&Vehicle>, currency: &str) {
        self.put(vehicle, currency);
        self.explanation.clear();
    }

    fn put(self, vehicle: Option<&Vehicle>, currency: &str) {
        let text = |signal: RwSignal<String>, value: Option<&str>| signal.set(value.unwrap_or_default().to_owned());
        let date = |signal: RwSignal<String>, value: Option<CivilDate>| {
            signal.set(value.map(|date| date.to_string()).unwrap_or_default());
        };
        text(self.make, vehicle.map(|v| v.make.as_str()));
        text(self.model, vehicle.map(|v| v.model.as_str()));
        text(self.trim, vehicle.and_then(|v| v.trim.as_deref()));
        text(self.colour, vehicle.and_then(|v| v.colour.as_deref()));
        text(self.vin, vehicle.and_then(|v| v.vin.as_deref()));
        text(self.stock_number, vehicle.and_then(|v| v.stock_number.as_deref()));
        text(self.external_id, vehicle.and_then(|v| v.external_id.as_deref()));
        text(self.customer_name, vehicle.and_then(|v| v.customer.name.as_deref()));
        text(self.customer_email, vehicle.and_then(|v| v.customer.email.as_deref()));
        text(self.customer_phone, vehicle.and_then(|v| v.customer.phone.as_deref()));
        text(self.stage, Some(vehicle.map_or(Stage::Purchased, |v| v.stage).as_str()));
        text(self.vessel, vehicle.and_then(|v| v.vessel.as_deref()));
        date(self.etd, vehicle.and_then(|v| v.etd));
        date(self.eta, vehicle.and_then(|v| v.eta));
        self.eta_before.set(vehicle.map(|_| self.eta.get_untracked()));
        date(self.arrived_on, vehicle.and_then(|v| v.arrived_on));
        text(self.arrival_detail, vehicle.and_then(|v| v.arrival_detail).map(ArrivalDetail::as_str));
        self.year.set(vehicle.map(|v| v.year.to_string()).unwrap_or_default());
        let mileage = vehicle.and_then(|v| v.mileage.as_ref());
        self.mileage.set(mileage.map(|mileage| mileage.value.to_string()).unwrap_or_default());
        text(self.mileage_unit, Some(mileage.map_or(MileageUnit::Km, |mileage| mileage.unit).as_str()));
        let price = vehicle.and_then(|v| v.agreed_sale_price.as_ref());
        let amount = price.map(|price| plain_amount(price.amount_minor, fraction_digits(&price.currency)));
        text(self.price, amount.as_deref());
        text(self.currency, Some(price.map_or(currency, |price| price.currency.as_str())));
        self.clear_errors();
    }

    /// Puts in what a vehicle becomes that is `now` another one. What explains a new ETA, which no vehicle has, stays.
    pub(super) fn fill_again(self, vehicle: &Vehicle, now: &Vehicle) {
        self.put(Some(vehicle), &self.currency.get_untracked());
        self.eta_before.set(Some(now.eta.map(|eta| eta.to_string()).unwrap_or_default()));
    }

    /// Whether a vehicle that exists gets another ETA; reactive.
    pub(super) fn moves_eta(self) -> bool {
        self.eta_before.get().is_some_and(|before| before != self.eta.get())
    }

    /// The stage that the vehicle is in, or is created in; reactive.
    pub(super) fn stage(self) -> Option<Stage> {
        self.stage.with(|stage| Stage::parse(stage))
    }

    /// What is wrong with the field at this JSON Pointer.
    pub fn error(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.issues.with(|issues| {
                let issue = issues.iter().find(|(at, _)| at.starts_with(pointer));
                issue.map(|(_, sentence)| sentence.clone())
            })
        })
    }

    /// What is wrong with the price, which depends on its currency too.
    pub(super) fn price_error(self) -> Signal<Option<String>> {
        let entered = Signal::derive(move || (self.price.get(), self.currency.get()));
        until_changed(self.error("/agreed_sale_price/amount_minor"), entered)
    }

    /// Shows why the server refused.
    pub fn show(self, error: &ApiError) {
        let mut issues = Vec::new();
        if let Some(problem) = error.refusal() {
            issues.extend(
                problem.errors.iter().filter_map(|issue| Some((issue.pointer.clone(), error.field(&issue.pointer)?))),
            );
            match problem.code {
                ProblemCode::StockNumberTaken => {
                    issues.push(("/stock_number".to_owned(), "Another vehicle has this stock number.".to_owned()));
                }
                ProblemCode::ExternalIdTaken => {
                    issues.push(("/external_id".to_owned(), "Another vehicle has this external ID.".to_owned()));
                }
                _ => {}
            }
        }
        let general = if issues.is_empty() { error.into() } else { CHECK_FIELDS.into() };
        self.issues.try_set(issues);
        self.failure.try_set(Some(general));
        focus_first_issue();
    }

    /// The vehicle to create, if the fields can be read; else they say why not.
    pub fn to_new(self) -> Option<NewVehicle> {
        let Parsed { year, mileage, eta, etd, arrived_on, price } = self.parse()?;
        let stage = Stage::parse(&self.stage.get_untracked()).unwrap_or(Stage::Purchased);
        let arrival_detail = ArrivalDetail::parse(&self.arrival_detail.get_untracked());
        let customer = CustomerUpdate {
            name: filled(self.customer_name),
            email: filled(self.customer_email),
            phone: filled(self.customer_phone),
            language: Patch::Absent,
        };
        Some(NewVehicle {
            external_id: optional(self.external_id),
            year,
            make: text_of(self.make),
            model: text_of(self.model),
            trim: optional(self.trim),
            colour: optional(self.colour),
            mileage,
            vin: optional(self.vin),
            stock_number: optional(self.stock_number),
            customer: (customer != CustomerUpdate::default()).then_some(customer),
            stage: Some(stage),
            // What was entered for a later stage, which was chosen first, is out of sight.
            arrival_detail: arrival_detail.filter(|_| stage == Stage::Arrived).into(),
            arrived_on: arrived_on.filter(|_| stage >= Stage::Arrived).into(),
            eta,
            eta_reason: None,
            eta_remark: None,
            etd,
            vessel: optional(self.vessel),
            agreed_sale_price: price,
        })
    }

    /// What changes on this vehicle, if the fields can be read; else they say why not.
    pub fn to_update(self, before: &Vehicle) -> Option<VehicleUpdate> {
        let Parsed { year, mileage, eta, etd, arrived_on, price } = self.parse()?;
        let required = |now: String, before: &str| (now != before).then_some(now);
        let customer = CustomerUpdate {
            name: changed(optional(self.customer_name), before.customer.name.as_ref()),
            email: changed(optional(self.customer_email), before.customer.email.as_ref()),
            phone: changed(optional(self.customer_phone), before.customer.phone.as_ref()),
            language: Patch::Absent,
        };
        let arrival_detail = ArrivalDetail::parse(&self.arrival_detail.get_untracked());
        let (eta_reason, eta_remark) = self.explanation.of_move(eta != before.eta);
        Some(VehicleUpdate {
            external_id: changed(optional(self.external_id), before.external_id.as_ref()),
            year: (year != before.year).then_some(year),
            make: required(text_of(self.make), &before.make),
            model: required(text_of(self.model), &before.model),
            trim: changed(optional(self.trim), before.trim.as_ref()),
            colour: changed(optional(self.colour), before.colour.as_ref()),
            mileage: changed(mileage, before.mileage.as_ref()).map(Into::into),
            vin: changed(optional(self.vin), before.vin.as_ref()),
            stock_number: changed(optional(self.stock_number), before.stock_number.as_ref()),
            customer: if customer == CustomerUpdate::default() { Patch::Absent } else { Patch::Value(customer) },
            arrival_detail: changed(arrival_detail, before.arrival_detail.as_ref()),
            eta_reason,
            eta_remark,
            eta: changed(eta, before.eta.as_ref()),
            etd: changed(etd, before.etd.as_ref()),
            vessel: changed(optional(self.vessel), before.vessel.as_ref()),
            arrived_on: changed(arrived_on, before.arrived_on.as_ref()),
            agreed_sale_price: changed(price, before.agreed_sale_price.as_ref()).map(Into::into),
        })
    }

    fn clear_errors(self) {
        self.issues.set(Vec::new());
        self.failure.set(None);
    }

    fn parse(self) -> Option<Parsed> {
        self.clear_errors();
        let mut issues = Vec::new();
        let mut issue = |pointer: &str, sentence: &str| issues.push((pointer.to_owned(), sentence.to_owned()));
        let year = text_of(self.year).parse().ok().filter(|year| (1886..=2100).contains(year));
        if year.is_none() {
            issue("/year", "Enter the model year, such as 2021.");
        }
        for (field, pointer, sentence) in
            [(self.make, "/make", "Enter the make."), (self.model, "/model", "Enter the model.")]
        {
            if text_of(field).is_empty() {
                issue(pointer, sentence);
            }
        }
        let unit = MileageUnit::parse(&self.mileage_unit.get_untracked()).unwrap_or(MileageUnit::Km);
        let mileage = optional(self.mileage).map(|text| parse_amount(&text, 0).map(|value| Mileage { value, unit }));
        if mileage == Some(None) {
            issue("/mileage", "Enter a whole number, such as 48200.");
        }
        let currency = text_of(self.currency).to_uppercase();
        let price = optional(self.price).map(|text| {
            let amount_minor = parse_amount(&text, fraction_digits(&currency))?;
            Some(Money { amount_minor, currency: currency.clone() })
        });
        if price == Some(None) {
            issue("/agreed_sale_price/amount_minor", &amount_wanted(fraction_digits(&currency)));
        }
        // A date field of the browser gives a whole date or nothing, or says that it is half typed.
        let mut date = |field: RwSignal<String>, pointer: &str| {
            let (text, date) = (text_of(field), CivilDate::parse(&field.get_untracked()));
            if date.is_none() && !text.is_empty() {
                issue(pointer, "Enter the full date, or clear it.");
            }
            date
        };
        let (eta, etd) = (date(self.eta, "/eta"), date(self.etd, "/etd"));
        let arrived_on = date(self.arrived_on, "/arrived_on");
        let has_issues = !issues.is_empty();
        self.issues.set(issues);
        if has_issues {
            self.failure.set(Some(CHECK_FIELDS.into()));
            focus_first_issue();
            return None;
        }
        Some(Parsed { year: year?, mileage: mileage.flatten(), eta, etd, arrived_on, price: price.flatten() })
    }
}

/// Leads to what has to be put right, once it is marked.
fn focus_first_issue() {
    request_animation_frame(|| browser::focus("dialog[open] [aria-invalid=true]"));
}

/// How many digits stand behind the decimal point of this currency.
fn fraction_digits(currency: &str) -> usize {
    usize::from(minor_digits(currency))
}

fn text_of(field: RwSignal<String>) -> String {
    field.with_untracked(|text| text.trim().to_owned())
}

fn optional(field: RwSignal<String>) -> Option<String> {
    Some(text_of(field)).filter(|text| !text.is_empty())
}

fn filled(field: RwSignal<String>) -> Patch<String> {
    optional(field).map_or(Patch::Absent, Patch::Value)
}

/// Absent when nothing changed, so that an edit never touches what somebody else wrote elsewhere.
fn changed<T: PartialEq>(now: Option<T>, before: Option<&T>) -> Patch<T> {
    if now.as_ref() == before { Patch::Absent } else { Patch::from(now) }
}
