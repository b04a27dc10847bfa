//! What a change changes, value by value, for people.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use shared::currency::minor_digits;
use shared::ids::VehicleId;
use shared::note::NewNote;
use shared::organization::Organization;
use shared::proposal::ProposedValue;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use api_http::error::ApiError;
use store::{Tx, links, vehicles};

/// Values by their names.
pub(super) type Values = BTreeMap<String, String>;

/// Members of a vehicle that nobody sets.
const DERIVED: [&str; 9] = [
    "id",
    "version",
    "created_at",
    "updated_at",
    "deleted_at",
    "tracking_link_state",
    "customer_changed",
    "hero_photo_id",
    "agreed_sale_price",
];

/// What is set on a vehicle and its unrevoked link, and the note that was written.
pub(super) async fn values(
    tx: &mut Tx,
    organization: &Organization,
    vehicle_id: &VehicleId,
    note: Option<&NewNote>,
    now: Timestamp,
) -> Result<Values, ApiError> {
    let vehicle = vehicles::find(tx.db(), &organization.id, vehicle_id, now).await?.ok_or_else(ApiError::not_found)?;
    let mut values = of_vehicle(&vehicle).map_err(ApiError::internal)?;
    let link = links::find_latest(tx.db(), &organization.id, vehicle_id).await?;
    if let Some(link) = link.filter(|link| link.revocation.is_none()) {
        let options = serde_json::to_value(link.options).map_err(ApiError::internal)?;
        flatten("tracking_link", &options, &mut values);
        let customer_changed = if link.customer_changed { "yes" } else { "no" };
        values.insert("tracking_link.customer_changed".to_owned(), customer_changed.to_owned());
        let expiry = link.expires_at.map_or_else(|| "never".to_owned(), |expires_at| expires_at.to_string());
        values.insert("tracking_link.expires_at".to_owned(), expiry);
        let photos = link.photo_ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        if !photos.is_empty() {
            values.insert("tracking_link.photo_ids".to_owned(), photos.join(" "));
        }
    }
    if let Some(NewNote { scope, body }) = note {
        values.insert(format!("{}_note", scope.as_str()), body.clone());
    }
    Ok(values)
}

fn of_vehicle(vehicle: &Vehicle) -> Result<Values, serde_json::Error> {
    let mut values = Values::new();
    let mut members = serde_json::to_value(vehicle)?;
    if let Some(members) = members.as_object_mut() {
        members.retain(|name, _| !DERIVED.contains(&name.as_str()));
    }
    flatten("", &members, &mut values);
    if let Some(price) = &vehicle.agreed_sale_price {
        let text = format!("{} {}", decimal(price.amount_minor, minor_digits(&price.currency)), price.currency);
        values.insert("agreed_sale_price".to_owned(), text);
    }
    Ok(values)
}

/// An amount in its major unit, with the digits of its currency.
fn decimal(amount_minor: i64, digits: u8) -> String {
    let digits = usize::from(digits);
    let text = format!("{amount_minor:0>width$}", width = digits + 1);
    match text.split_at_checked(text.len() - digits) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => text,
    }
}

fn flatten(name: &str, value: &Value, values: &mut Values) {
    let text = match value {
        Value::Null | Value::Array(_) => return,
        Value::Object(members) => {
            for (member, value) in members {
                let name = if name.is_empty() { member.clone() } else { format!("{name}.{member}") };
                flatten(&name, value, values);
            }
            return;
        }
        Value::Bool(is_on) => if *is_on { "on" } else { "off" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
    };
    values.insert(name.to_owned(), text);
}

/// What differs.
pub(super) fn difference(before: &Values, after: &Values) -> Vec<ProposedValue> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let values = names.into_iter().map(|name| ProposedValue {
        name: name.clone(),
        before: before.get(name).cloned(),
        after: after.get(name).cloned(),
    });
    values.filter(|value| value.before != value.after).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        assert_eq!(decimal(4_200_000, 2), "42000.00");
        assert_eq!(decimal(5, 2), "0.05");
        assert_eq!(decimal(4_200_000, 0), "4200000");
        assert_eq!(decimal(0, 3), "0.000");
    }

    #[test]
    fn only_what_differs_is_named() {
        let values = |pairs: &[(&str, &str)]| -> Values {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let found = difference(
            &values(&[("eta", "2026-06-14"), ("vessel", "Asia"), ("make", "Toyota")]),
            &values(&[("eta", "2026-06-20"), ("make", "Toyota"), ("colour", "red")]),
        );
        let named: Vec<_> =
            found.iter().map(|value| (value.name.as_str(), value.before.as_deref(), value.after.as_deref())).collect();
        assert_eq!(
            named,
            [
                ("colour", None, Some("red")),
                ("eta", Some("2026-06-14"), Some("2026-06-20")),
                ("vessel", Some("Asia"), None)
            ]
        );
    }
}
