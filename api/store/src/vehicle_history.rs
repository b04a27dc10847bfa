//! The history of a vehicle's stages and arrival dates.

use shared::eta::{EtaChange, EtaReason};
use shared::ids::{EventId, MemberId, OrganizationId, VehicleId};
use shared::member::MemberRef;
use shared::time::{CivilDate, Timestamp};

use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::LockedVehicle;
use crate::{Db, Pages, Tx, events, instant, on, one_row, pages, stored};
use domain::vehicle::VehicleFields;
use host::random;

const INSERT_STAGE_MOVE: &str = "
    INSERT INTO stage_moves (id, organization_id, vehicle_id, from_stage, to_stage, moved_at, moved_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const INSERT_ETA_CHANGE: &str = "
    INSERT INTO eta_changes (id, organization_id, vehicle_id, from_eta, to_eta, changed_at, changed_by, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Writes the history of what changed between a vehicle as it was locked and what it becomes.
pub async fn record_history(
    tx: &mut Tx,
    before: &LockedVehicle,
    after: &VehicleFields,
    by: &MemberId,
    now: Timestamp,
) -> Result<(), Error> {
    let (organization, id) = (before.organization_id(), &before.id);
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
        events::emit_eta_change(tx, organization, id, after.eta_reason, now);
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

const LIST_ETA_CHANGES: Pages = pages!(
    ["SELECT e.id, e.from_eta, e.to_eta, e.reason, e.changed_at, e.changed_by, m.name AS changed_by_name
      FROM eta_changes e JOIN members m ON m.id = e.changed_by
      WHERE e.organization_id = $1 AND e.vehicle_id = $2 AND"],
    "$3",
    "e.id < $3",
    ["ORDER BY e.id DESC LIMIT $4"]
);

#[derive(Debug, sqlx_macros::FromRow)]
struct EtaChangeRow {
    id: String,
    from_eta: Option<String>,
    to_eta: Option<String>,
    reason: Option<String>,
    changed_at: i64,
    changed_by: String,
    changed_by_name: String,
}

impl EtaChangeRow {
    fn read(self) -> Result<(String, EtaChange), Error> {
        let date = |text: Option<String>| text.map(|text| stored(CivilDate::parse(&text), "date")).transpose();
        let reason = self.reason.map(|text| stored(EtaReason::parse(&text), "reason")).transpose()?;
        let changed_by =
            MemberRef { id: stored(MemberId::try_from(self.changed_by), "member id")?, name: self.changed_by_name };
        let changed_at = instant(self.changed_at)?;
        let change = EtaChange { from: date(self.from_eta)?, to: date(self.to_eta)?, reason, changed_at, changed_by };
        Ok((self.id, change))
    }
}

/// Lists how the estimated arrival of a vehicle was moved, newest first: all, or those before the place of one in this list.
pub async fn list_eta_changes(
    db: Db<'_>,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    before: Option<&str>,
    limit: i64,
) -> Result<Vec<(String, EtaChange)>, Error> {
    on!(db, c => sqlx::query_as::<_, EtaChangeRow>(LIST_ETA_CHANGES.sql(before))
        .bind(organization.as_str())
        .bind(vehicle.as_str())
        .bind(before)
        .bind(limit)
        .fetch_all(c)
        .await?)
    .into_iter()
    .map(EtaChangeRow::read)
    .collect()
}
