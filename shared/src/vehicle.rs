//! Vehicles as staff see them.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::eta::EtaReason;
use crate::ids::{PhotoId, VehicleId};
use crate::link::VehicleLinkState;
use crate::money::{Money, MoneyUpdate};
use crate::patch::{Patch, not_null};
use crate::stage::{ArrivalDetail, Stage};
use crate::time::{CivilDate, Timestamp};
use crate::wire::wire_enum;

wire_enum! {
    /// Unit of a mileage.
    MileageUnit {
        /// Kilometres.
        Km = "km",
        /// Miles.
        Mi = "mi",
    }
}

/// How far a vehicle has been driven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mileage {
    /// Distance, 0 to 10,000,000.
    #[cfg_attr(feature = "openapi", schema(example = 48_200, minimum = 0, maximum = 10_000_000))]
    pub value: i64,
    /// Unit of the distance.
    pub unit: MileageUnit,
}

/// A change of the mileage; what is absent stays as it is. Where there is no mileage yet, both are needed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MileageUpdate {
    /// Distance, 0 to 10,000,000.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = 48_200, minimum = 0, maximum = 10_000_000))]
    pub value: Option<i64>,
    /// Unit of the distance.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub unit: Option<MileageUnit>,
}

impl From<Mileage> for MileageUpdate {
    fn from(mileage: Mileage) -> Self {
        Self { value: Some(mileage.value), unit: Some(mileage.unit) }
    }
}

/// The customer of a vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// Full name.
    pub name: Option<String>,
    /// Email address.
    pub email: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
    /// The language in which staff write to the customer (BCP 47), one of those of the tracking page.
    #[cfg_attr(feature = "openapi", schema(example = "de"))]
    pub language: Option<String>,
}

/// A vehicle of the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vehicle {
    /// TypeID of the vehicle.
    pub id: VehicleId,
    /// The id of the vehicle in another system: `ext:` followed by it can stand wherever the id can.
    #[cfg_attr(feature = "openapi", schema(example = "DMS-10023"))]
    pub external_id: Option<String>,
    /// Model year.
    #[cfg_attr(feature = "openapi", schema(example = 2021, minimum = 1886, maximum = 2100))]
    pub year: i32,
    /// Make.
    #[cfg_attr(feature = "openapi", schema(example = "Toyota"))]
    pub make: String,
    /// Model.
    #[cfg_attr(feature = "openapi", schema(example = "Land Cruiser"))]
    pub model: String,
    /// Trim level.
    pub trim: Option<String>,
    /// Colour.
    pub colour: Option<String>,
    /// How far it has been driven.
    pub mileage: Option<Mileage>,
    /// Vehicle identification number or chassis number.
    pub vin: Option<String>,
    /// The organisation's own number; unique in the organisation.
    pub stock_number: Option<String>,
    /// The customer who gets the vehicle.
    pub customer: Customer,
    /// The stage that it has reached.
    pub stage: Stage,
    /// Sub-label of the stage `arrived`; null in every other stage.
    pub arrival_detail: Option<ArrivalDetail>,
    /// Estimated time of arrival: a civil date.
    pub eta: Option<CivilDate>,
    /// Estimated time of departure: a civil date.
    pub etd: Option<CivilDate>,
    /// The vessel.
    pub vessel: Option<String>,
    /// The day it arrived.
    pub arrived_on: Option<CivilDate>,
    /// What was agreed with the customer. Never on a tracking page.
    pub agreed_sale_price: Option<Money>,
    /// The hero photo; null when there is none.
    pub hero_photo_id: Option<PhotoId>,
    /// State of its tracking link, derived from data and the clock.
    pub tracking_link_state: VehicleLinkState,
    /// Whether the vehicle was allocated to another customer since the URL of its tracking link was created. It stays true until the URL
    /// is regenerated or revoked, or `customer_changed` is set to false on the link.
    pub customer_changed: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it was deleted; null otherwise.
    pub deleted_at: Option<Timestamp>,
    /// Counts the changes of the vehicle.
    pub version: i64,
}

impl Vehicle {
    /// Year, make and model: what customers know the vehicle by.
    pub fn title(&self) -> String {
        vehicle_title(self.year, &self.make, &self.model)
    }
}

/// What a vehicle is called, such as "2021 Toyota Land Cruiser".
pub fn vehicle_title(year: impl Display, make: &str, model: &str) -> String {
    format!("{year} {make} {model}")
}

/// A vehicle to create.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewVehicle {
    /// The id of the vehicle in another system, 1 to 100 visible ASCII characters; unique among the organisation's vehicles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "DMS-10023", min_length = 1, max_length = 100, pattern = "^[!-~]+$")
    )]
    pub external_id: Option<String>,
    /// Model year, 1886 to 2100.
    #[cfg_attr(feature = "openapi", schema(example = 2021, minimum = 1886, maximum = 2100))]
    pub year: i32,
    /// Make, 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Toyota", min_length = 1, max_length = 80))]
    pub make: String,
    /// Model, 1 to 80 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Land Cruiser", min_length = 1, max_length = 80))]
    pub model: String,
    /// Trim level, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trim: Option<String>,
    /// Colour, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    /// How far it has been driven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mileage: Option<Mileage>,
    /// Vehicle identification number or chassis number: 1 to 32 letters, digits and hyphens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vin: Option<String>,
    /// The organisation's own number, at most 40 characters, unique in the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stock_number: Option<String>,
    /// The customer who gets the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerUpdate>,
    /// The stage in which the vehicle is created; `purchased` when absent. A replacement moves nothing: it accepts only the stage
    /// that the vehicle has.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub stage: Option<Stage>,
    /// In customs or released, for a vehicle that is created in the stage `arrived`. A replacement keeps it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ArrivalDetail>))]
    pub arrival_detail: Patch<ArrivalDetail>,
    /// The day it arrived, for a vehicle that is created in the stage `arrived` or a later one. A replacement keeps it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub arrived_on: Patch<CivilDate>,
    /// Estimated time of arrival: a civil date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<CivilDate>,
    /// Why the ETA changed, when this replaces a vehicle and moves its ETA; customers see it. It is ignored when the ETA
    /// stays the same, so that the request can be repeated. `POST /vehicles` refuses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_reason: Option<EtaReason>,
    /// What explains the new ETA in words: plain text, one line of at most 200 characters, which customers see as it is. It is
    /// accepted and ignored as the reason is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub eta_remark: Option<String>,
    /// Estimated time of departure: a civil date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etd: Option<CivilDate>,
    /// The vessel, at most 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vessel: Option<String>,
    /// What was agreed with the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed_sale_price: Option<Money>,
}

impl NewVehicle {
    /// The same without its stage and what belongs to the stage: what a replacement replaces.
    #[must_use]
    pub fn without_stage(self) -> Self {
        Self { stage: None, arrival_detail: Patch::Absent, arrived_on: Patch::Absent, ..self }
    }
}

/// A change of the customer; what is absent stays, null clears.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerUpdate {
    /// Full name, at most 120 characters.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Patch<String>,
    /// Email address.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Patch<String>,
    /// Phone number, at most 40 characters.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Patch<String>,
    /// The language in which staff write to the customer (BCP 47): one of those of the tracking page, or a tag that leads to
    /// one, such as `de-CH`.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 35, example = "de"))]
    pub language: Patch<String>,
}

/// A change of a vehicle (JSON Merge Patch, RFC 7396). The stage is moved at `/stage`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VehicleUpdate {
    /// The id of the vehicle in another system.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, min_length = 1, max_length = 100, pattern = "^[!-~]+$"))]
    pub external_id: Patch<String>,
    /// Model year, 1886 to 2100.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, minimum = 1886, maximum = 2100))]
    pub year: Option<i32>,
    /// Make, 1 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_length = 1, max_length = 80))]
    pub make: Option<String>,
    /// Model, 1 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_length = 1, max_length = 80))]
    pub model: Option<String>,
    /// Trim level.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub trim: Patch<String>,
    /// Colour.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub colour: Patch<String>,
    /// How far it has been driven.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<MileageUpdate>))]
    pub mileage: Patch<MileageUpdate>,
    /// Vehicle identification number or chassis number.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub vin: Patch<String>,
    /// The organisation's own number.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub stock_number: Patch<String>,
    /// Whom the vehicle is for; null clears name, email address and phone number.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CustomerUpdate>))]
    pub customer: Patch<CustomerUpdate>,
    /// Sub-label; only in the stage `arrived`.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ArrivalDetail>))]
    pub arrival_detail: Patch<ArrivalDetail>,
    /// Estimated time of arrival.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub eta: Patch<CivilDate>,
    /// Why the ETA changed, if this request changes it; customers see it. Refused otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_reason: Option<EtaReason>,
    /// What explains the new ETA in words: plain text, one line of at most 200 characters, which customers see as it
    /// is. Refused if this request does not change the ETA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub eta_remark: Option<String>,
    /// Estimated time of departure.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub etd: Patch<CivilDate>,
    /// The vessel.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub vessel: Patch<String>,
    /// The day it arrived.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub arrived_on: Patch<CivilDate>,
    /// What was agreed with the customer.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<MoneyUpdate>))]
    pub agreed_sale_price: Patch<MoneyUpdate>,
}

/// A move to another stage, with what that stage asks for. What is absent stays, null clears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StageMove {
    /// The stage to move to.
    pub stage: Stage,
    /// With `in_transit`: the vessel.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub vessel: Patch<String>,
    /// With `in_transit`: the estimated time of departure.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub etd: Patch<CivilDate>,
    /// With `in_transit`: the estimated time of arrival.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub eta: Patch<CivilDate>,
    /// With `in_transit`: why the ETA changed, if this request changes it; customers see it. Refused otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta_reason: Option<EtaReason>,
    /// With `in_transit`: what explains the new ETA in words: plain text, one line of at most 200 characters, which customers see as it
    /// is. Refused if this request does not change the ETA.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 200))]
    pub eta_remark: Option<String>,
    /// With `arrived`: the day it arrived.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<CivilDate>))]
    pub arrived_on: Patch<CivilDate>,
    /// With `arrived`: in customs or released.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ArrivalDetail>))]
    pub arrival_detail: Patch<ArrivalDetail>,
}
