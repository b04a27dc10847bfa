//! Changing a vehicle.

use shared::time::CivilDate;
use shared::vehicle::Vehicle;

use super::{check_external_id, number_taken};
use crate::acting::Acting;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::link;
use domain::vehicle::VehicleFields;
use store::vehicle_history::ChangedBy;
use store::vehicles::{self, LockedVehicle};
use store::{Change, Tx, links, subscribers, vehicle_history};

/// What the audit log says about a change of a vehicle.
#[derive(Debug)]
pub struct Entry {
    /// What was done.
    pub action: AuditAction,
    /// The same as a sentence, in which neither the ETA nor other fields need be mentioned.
    pub summary: String,
    /// Whether it takes back the last move to another stage.
    pub takes_back: bool,
}

impl Entry {
    /// For a change of details, whichever way it was asked for.
    pub(super) fn changed(before: &Vehicle) -> Self {
        Self { action: AuditAction::VehicleUpdated, summary: format!("changed {}", before.title()), takes_back: false }
    }
}

/// Writes a changed vehicle with its history and the entry in the audit log, flags its link when the customer is another and
/// forgets that the URL was sent, and reads it back. None when nothing changes: then nothing is written.
pub async fn save(
    tx: &mut Tx,
    acting: &Acting<'_>,
    before: &LockedVehicle,
    fields: VehicleFields,
    entry: Entry,
) -> Result<Option<Vehicle>, ApiError> {
    let (organization, id, now) = (&acting.organization.id, &before.id, acting.now);
    let present = VehicleFields::from(Vehicle::clone(before));
    let Some(fields) = Change::between(&present, fields) else { return Ok(None) };
    let fields = &fields;
    let names = fields.changed_since(&present);
    let names = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let summary = format!("{}{names}{}", entry.summary, eta_summary(before, fields));
    acting.record(tx, entry.action, id.as_str(), summary);
    if fields.external_id != before.external_id {
        check_external_id(tx, organization, id, fields.external_id.as_deref()).await?;
    }
    vehicles::update(tx.db(), before, fields, now).await.map_err(|error| number_taken(error, fields))?;
    let by = ChangedBy { member: acting.member, key: acting.key(), takes_back: entry.takes_back };
    vehicle_history::record_history(tx, before, fields, by, now).await?;
    if link::customer_changed(&before.customer, &fields.customer) {
        links::flag_customer_changed(tx.db(), before, now).await?;
        links::forget_sent(tx.db(), before).await?;
        subscribers::erase_of_vehicle(tx.db(), before).await?;
    }
    vehicles::find(tx.db(), organization, id, now).await?.ok_or_else(ApiError::not_found).map(Some)
}

/// What the audit log says about the ETA when a change moves it; nothing otherwise.
fn eta_summary(before: &Vehicle, after: &VehicleFields) -> String {
    if before.eta == after.eta {
        return String::new();
    }
    let text = |eta: Option<CivilDate>| eta.map_or_else(|| "unknown".to_owned(), |date| date.to_string());
    let reason =
        after.eta_explanation.reason.map(|reason| format!(": {}", reason.label().to_lowercase())).unwrap_or_default();
    format!("; ETA now {}, was {}{reason}", text(after.eta), text(before.eta))
}
