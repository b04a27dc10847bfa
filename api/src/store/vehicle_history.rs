//! The history of a vehicle's stages and arrival dates.

use shared::eta::EtaReason;
use shared::ids::{EventId, MemberId, OrganizationId, VehicleId};
use shared::time::{CivilDate, Timestamp};

use crate::domain::vehicle::VehicleFields;
use crate::error::ApiError;
use crate::random;
use crate::store::{Tx, on, one_row, outbox};

const INSERT_STAGE_MOVE: &str = "
    INSERT INTO stage_moves (id, organization_id, vehicle_id, from_stage, to_stage, moved_at, moved_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const INSERT_ETA_CHANGE: &str = "
    INSERT INTO eta_changes (id, organization_id, vehicle_id, from_eta, to_eta, changed_at, changed_by, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Writes the history of what changed between two versions of a vehicle.
pub async fn record_history(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    (before, after): (&VehicleFields, &VehicleFields),
    by: &MemberId,
    now: Timestamp,
) -> Result<(), ApiError> {
    // A row of the history is named like an event; nothing outside the database sees the id.
    let row_id = || EventId::from_u128(random::id(now));
    if before.stage != after.stage {
        let rows = on!(tx.db(), c => sqlx::query(INSERT_STAGE_MOVE)
            .bind(row_id().as_str())
            .bind(organization.as_str())
            .bind(id.as_str())
            .bind(before.stage.as_str())
            .bind(after.stage.as_str())
            .bind(now.unix_ms())
            .bind(by.as_str())
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)?;
    }
    if before.eta != after.eta {
        outbox::tell_eta_change(tx, organization, id, after.eta_reason, now);
        let text = |eta: Option<CivilDate>| eta.map(|date| date.to_string());
        let rows = on!(tx.db(), c => sqlx::query(INSERT_ETA_CHANGE)
            .bind(row_id().as_str())
            .bind(organization.as_str())
            .bind(id.as_str())
            .bind(text(before.eta))
            .bind(text(after.eta))
            .bind(now.unix_ms())
            .bind(by.as_str())
            .bind(after.eta_reason.map(EtaReason::as_str))
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)?;
    }
    Ok(())
}
