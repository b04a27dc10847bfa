//! What is known about a vehicle, as people read it.

use serde_json::Value;
use shared::money::Money;
use shared::stage::{ArrivalDetail, Stage};
use shared::vehicle::Mileage;

use crate::app::formats;
use crate::app::session::use_staff;

/// How the value of a field is written that is more than a text.
pub(super) fn write(path: &str, value: &Value) -> Option<String> {
    let value = value.clone();
    match path {
        "eta" | "etd" | "arrived_on" => serde_json::from_value(value).ok().map(|date| use_staff().formats().date(date)),
        "agreed_sale_price" => serde_json::from_value::<Money>(value).ok().as_ref().map(formats::money),
        "mileage" => serde_json::from_value::<Mileage>(value).ok().as_ref().map(distance),
        "stage" => serde_json::from_value::<Stage>(value).ok().map(|stage| stage.label().to_owned()),
        "arrival_detail" => serde_json::from_value::<ArrivalDetail>(value).ok().map(|detail| detail.label().to_owned()),
        _ => None,
    }
}

/// How far it has been driven.
pub(super) fn distance(mileage: &Mileage) -> String {
    format!("{} {}", formats::number(mileage.value), mileage.unit.as_str())
}
