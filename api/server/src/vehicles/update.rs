//! Changing the details of a vehicle, or moving it to another stage.

use shared::problem::ProblemCode;
use shared::vehicle::{StageMove, Vehicle, VehicleUpdate};

use super::{Entry, save};
use crate::acting::Acting;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::vehicle::{StageMoveError, VehicleFields};
use store::Tx;
use store::vehicles::LockedVehicle;

/// Changes the details of a vehicle. None when nothing changes: then nothing is written.
pub async fn update(
    tx: &mut Tx,
    acting: &Acting<'_>,
    before: &LockedVehicle,
    update: VehicleUpdate,
) -> Result<Option<Vehicle>, ApiError> {
    let fields = VehicleFields::from(Vehicle::clone(before)).update(update).map_err(ApiError::invalid)?;
    save(tx, acting, before, fields, Entry::changed(before)).await
}

/// Moves a vehicle to another stage; 409 with the allowed ones if it cannot move there. None when nothing changes: then nothing is
/// written.
pub async fn move_to(
    tx: &mut Tx,
    acting: &Acting<'_>,
    before: &LockedVehicle,
    step: StageMove,
) -> Result<Option<Vehicle>, ApiError> {
    let target = step.stage;
    let fields = VehicleFields::from(Vehicle::clone(before)).move_to(step).map_err(|error| match error {
        StageMoveError::NotAllowed(allowed) => {
            let detail = format!("A vehicle in {} cannot move to {}.", before.stage.label(), target.label());
            ApiError::new(ProblemCode::StageMoveNotAllowed).detail(detail).allowed_stages(allowed)
        }
        StageMoveError::Invalid(errors) => ApiError::invalid(errors),
    })?;
    let entry = if target == before.stage {
        Entry::changed(before)
    } else {
        let summary = format!("moved {} to {}", before.title(), target.label());
        Entry { action: AuditAction::VehicleStageChanged, summary }
    };
    save(tx, acting, before, fields, entry).await
}
