//! Vehicles.

pub mod create;
pub mod delete;
pub mod eta_changes;
pub mod list;
pub mod move_stage;
pub mod put;
pub mod read;
pub mod restore;
pub mod update;

use api_http::operations::Operations;
use shared::ids::{OrganizationId, VehicleId};
use shared::problem::ProblemCode;
use shared::time::{CivilDate, Timestamp};
use shared::vehicle::Vehicle;

use crate::auth::Require;
use api_http::error::ApiError;
use api_http::extract::Tagged;
use domain::link;
use domain::vehicle::VehicleFields;
use store::{Tx, links, vehicle_history, vehicles};

/// The operations on vehicles.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_vehicles)
        .service(create::create_vehicle)
        .service(read::get_vehicle)
        .service(put::put_vehicle)
        .service(update::update_vehicle)
        .service(delete::delete_vehicle)
        .service(restore::restore_vehicle)
        .service(move_stage::move_stage)
        .service(eta_changes::list_eta_changes);
}

/// Locks a vehicle for the rest of the transaction and reads it, deleted or not; 404 when there is none.
pub(crate) async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<Vehicle, ApiError> {
    if !vehicles::lock(tx.db(), organization, id).await? {
        return Err(ApiError::not_found());
    }
    vehicles::find(tx.db(), organization, id, now).await?.ok_or_else(ApiError::not_found)
}

/// As [`lock`], and 409 when the vehicle is deleted.
pub(crate) async fn lock_existing(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    now: Timestamp,
) -> Result<Vehicle, ApiError> {
    let vehicle = lock(tx, organization, id, now).await?;
    if vehicle.deleted_at.is_some() { Err(ApiError::new(ProblemCode::VehicleDeleted)) } else { Ok(vehicle) }
}

/// Writes a changed vehicle with its history, flags its link when the customer is another, and reads it back.
pub(crate) async fn save<P>(
    tx: &mut Tx,
    caller: &Require<P>,
    before: &Vehicle,
    fields: &VehicleFields,
) -> Result<Tagged<Vehicle>, ApiError> {
    let (organization, id, now) = (caller.organization_id(), &before.id, caller.now);
    let fields_before = VehicleFields::from(before.clone());
    if fields.external_id != fields_before.external_id {
        check_external_id(tx, organization, id, fields.external_id.as_deref()).await?;
    }
    vehicles::update(tx.db(), organization, id, fields, now).await.map_err(|error| number_taken(error, fields))?;
    vehicle_history::record_history(tx, organization, id, (&fields_before, fields), &caller.member.id, now).await?;
    if link::customer_changed(fields_before.customer_key(), fields.customer_key()) {
        links::flag_customer_changed(tx.db(), organization, id, now).await?;
    }
    let after = vehicles::find(tx.db(), organization, id, now).await?.ok_or_else(ApiError::not_found)?;
    Ok(Tagged::ok(after.version, after))
}

/// What the audit log says about the ETA when a change moves it; nothing otherwise.
pub(crate) fn eta_summary(before: &Vehicle, after: &VehicleFields) -> String {
    if before.eta == after.eta {
        return String::new();
    }
    let text = |eta: Option<CivilDate>| eta.map_or_else(|| "unknown".to_owned(), |date| date.to_string());
    let reason = after.eta_reason.map(|reason| format!(": {}", reason.label().to_lowercase())).unwrap_or_default();
    format!("; ETA now {}, was {}{reason}", text(after.eta), text(before.eta))
}

/// Refuses an `external_id` that another vehicle has.
pub(crate) async fn check_external_id(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    external_id: Option<&str>,
) -> Result<(), ApiError> {
    let Some(external_id) = external_id else { return Ok(()) };
    if vehicles::is_external_id_taken(tx.db(), organization, external_id, id).await? {
        return Err(ApiError::new(ProblemCode::ExternalIdTaken));
    }
    Ok(())
}

/// The unique indexes that a write to a vehicle can meet are those of the stock number and of the `external_id`, which was
/// checked before: it is to blame only when somebody took it in the same moment and there is no stock number.
pub(crate) fn number_taken(error: store::Error, fields: &VehicleFields) -> ApiError {
    match (error, &fields.stock_number) {
        (store::Error::Taken(_), Some(_)) => ApiError::new(ProblemCode::StockNumberTaken),
        (store::Error::Taken(_), None) => ApiError::new(ProblemCode::ExternalIdTaken),
        (other, _) => other.into(),
    }
}
