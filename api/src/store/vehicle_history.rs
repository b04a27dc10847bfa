//! The history of a vehicle's stages and arrival dates.

use shared::ids::{EventId, MemberId, OrganizationId, VehicleId};
use shared::time::{CivilDate, Timestamp};
use shared::webhook::EventType;

use crate::domain::vehicle::VehicleFields;
use crate::error::ApiError;
use crate::random;
use crate::store::{Db, Tx, on, one_row, outbox};

const INSERT_STAGE_MOVE: &str = "
    INSERT INTO stage_moves (id, organization_id, vehicle_id, from_stage, to_stage, moved_at, moved_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const INSERT_ETA_CHANGE: &str = "
    INSERT INTO eta_changes (id, organization_id, vehicle_id, from_eta, to_eta, changed_at, changed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Writes the history of what changed between two versions of a vehicle.
pub async fn record_history(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &VehicleId,
    (before, after): (&VehicleFields, &VehicleFields),
    by: &MemberId,
    now: Timestamp,
) -> Result<(), ApiError> {
    if before.stage != after.stage {
        let (from, to) = (Some(before.stage.as_str().to_owned()), Some(after.stage.as_str().to_owned()));
        insert_change(tx.db(), INSERT_STAGE_MOVE, organization, id, (from, to), by, now).await?;
    }
    if before.eta != after.eta {
        outbox::tell(tx, organization, EventType::VehicleEtaChanged, id.as_str(), now);
        let text = |eta: Option<CivilDate>| eta.map(|date| date.to_string());
        insert_change(tx.db(), INSERT_ETA_CHANGE, organization, id, (text(before.eta), text(after.eta)), by, now)
            .await?;
    }
    Ok(())
}

async fn insert_change(
    db: Db<'_>,
    sql: &'static str,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    (from, to): (Option<String>, Option<String>),
    by: &MemberId,
    now: Timestamp,
) -> Result<(), ApiError> {
    // A row of the history is named like an event; nothing outside the database sees the id.
    let id = EventId::from_u128(random::id(now));
    let rows = on!(db, c => sqlx::query(sql)
        .bind(id.as_str())
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(from)
        .bind(to)
        .bind(now.unix_ms())
        .bind(by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
