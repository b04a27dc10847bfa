//! Adding a vehicle.

use shared::ids::VehicleId;
use shared::stage::Stage;
use shared::vehicle::Vehicle;

use super::{check_external_id, number_taken};
use crate::acting::Acting;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::vehicle::VehicleFields;
use store::{Tx, vehicles};

/// Adds a vehicle to the organisation.
pub async fn create(
    tx: &mut Tx,
    acting: &Acting<'_>,
    id: &VehicleId,
    fields: &VehicleFields,
) -> Result<Vehicle, ApiError> {
    let organization = &acting.organization.id;
    check_external_id(tx, organization, id, fields.external_id.as_deref()).await?;
    let inserted = vehicles::insert(tx.db(), organization, id, fields, acting.now).await;
    inserted.map_err(|error| number_taken(error, fields))?;
    let found = vehicles::find(tx.db(), organization, id, acting.now).await?;
    let vehicle = found.ok_or_else(ApiError::not_found)?;
    let stage = match vehicle.stage {
        Stage::Purchased => String::new(),
        later => format!(" in {}", later.label()),
    };
    let summary = format!("created {}{stage}", vehicle.title());
    acting.record(tx, AuditAction::VehicleCreated, id.as_str(), summary);
    Ok(vehicle)
}
