//! Changing the details of a vehicle, moving it to another stage, or taking that back.

use shared::problem::ProblemCode;
use shared::vehicle::{StageMove, Vehicle, VehicleUpdate};

use super::{Entry, save};
use crate::acting::Acting;
use api_http::error::ApiError;
use domain::audit_action::AuditAction;
use domain::vehicle::{StageMoveError, VehicleFields};
use store::vehicles::LockedVehicle;
use store::{Tx, vehicle_history};

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
        Entry { action: AuditAction::VehicleStageChanged, summary, takes_back: false }
    };
    save(tx, acting, before, fields, entry).await
}

/// Takes the last move to another stage back, with all that it changed; 409 unless it was the last change of the vehicle, and made just
/// now by whoever asks.
pub async fn take_back(tx: &mut Tx, acting: &Acting<'_>, before: &LockedVehicle) -> Result<Vehicle, ApiError> {
    let made = vehicle_history::find_made_move(tx, before).await?;
    let Some(made) = made.filter(|made| made.can_be_taken_back(acting.member, acting.key(), acting.now)) else {
        return Err(ApiError::new(ProblemCode::StageMoveNotUndoable));
    };
    vehicle_history::take_eta_change_back(tx, before, &made).await?;
    let summary = format!(
        "took back the move of {} to {}: it is in {} again",
        before.title(),
        before.stage.label(),
        made.before.stage.label()
    );
    let entry = Entry { action: AuditAction::VehicleStageChanged, summary, takes_back: true };
    let fields = VehicleFields::from(Vehicle::clone(before)).take_back(made.before);
    let saved = save(tx, acting, before, fields, entry).await?;
    saved.ok_or_else(|| ApiError::internal("a move to another stage had changed nothing"))
}
