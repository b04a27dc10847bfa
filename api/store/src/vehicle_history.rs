//! The history of a vehicle's stages and arrival dates.

use shared::eta::{EtaChange, EtaReason};
use shared::ids::{ApiKeyId, EventId, MemberId, OrganizationId, VehicleId};
use shared::member::MemberRef;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::{CivilDate, Timestamp};

use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::{LockedVehicle, civil_date};
use crate::{Db, Pages, Tx, events, instant, on, one_row, pages, stored};
use domain::vehicle::{BeforeMove, EtaExplanation, MadeMove, VehicleFields};
use host::random;

const INSERT_STAGE_MOVE: &str = "
    INSERT INTO stage_moves (
        id, organization_id, vehicle_id, from_stage, to_stage, moved_at, moved_by, moved_by_key, version,
        from_arrival_detail, from_eta, from_etd, from_vessel, from_arrived_on
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

const INSERT_ETA_CHANGE: &str = "
    INSERT INTO eta_changes (
        id, organization_id, vehicle_id, from_eta, to_eta, changed_at, changed_by, reason, remark, taken_back
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Who changes a vehicle, and whether that takes back a move.
#[derive(Debug, Clone, Copy)]
pub struct ChangedBy<'a> {
    /// The member who does it, or for whom the key acts.
    pub member: &'a MemberId,
    /// The key.
    pub key: Option<&'a ApiKeyId>,
    /// Whether it takes back the last move, which cannot be taken back itself.
    pub takes_back: bool,
}

/// Writes the history of what changed between a vehicle as it was locked and what it becomes.
pub async fn record_history(
    tx: &mut Tx,
    before: &LockedVehicle,
    after: &VehicleFields,
    by: ChangedBy<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    let ChangedBy { member, key, takes_back } = by;
    let text = |date: Option<CivilDate>| date.map(|date| date.to_string());
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
            .bind(member.as_str())
            .bind(key.map(ApiKeyId::as_str))
            .bind((!takes_back).then_some(before.version + 1))
            .bind(before.arrival_detail.map(ArrivalDetail::as_str))
            .bind(text(before.eta))
            .bind(text(before.etd))
            .bind(before.vessel.as_deref())
            .bind(text(before.arrived_on))
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)?;
    }
    if before.eta != after.eta {
        let EtaExplanation { reason, remark } = &after.eta_explanation;
        events::emit_eta_change(tx, organization, id, *reason, now);
        let rows = on!(tx.db(), c => sqlx::query(INSERT_ETA_CHANGE)
            .bind(row_id().as_str())
            .bind(organization.as_str())
            .bind(id.as_str())
            .bind(text(before.eta))
            .bind(text(after.eta))
            .bind(now.unix_ms())
            .bind(member.as_str())
            .bind(reason.map(EtaReason::as_str))
            .bind(remark.as_deref())
            .bind(takes_back)
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)?;
    }
    Ok(())
}

const FIND_MADE_MOVE: &str = "
    SELECT s.from_stage, s.from_arrival_detail, s.from_eta, s.from_etd, s.from_vessel, s.from_arrived_on, s.moved_at, s.moved_by,
        s.moved_by_key
    FROM stage_moves s WHERE s.organization_id = $1 AND s.vehicle_id = $2 AND s.version = $3";

#[derive(Debug, sqlx_macros::FromRow)]
struct MadeMoveRow {
    from_stage: String,
    from_arrival_detail: Option<String>,
    from_eta: Option<String>,
    from_etd: Option<String>,
    from_vessel: Option<String>,
    from_arrived_on: Option<String>,
    moved_at: i64,
    moved_by: String,
    moved_by_key: Option<String>,
}

impl MadeMoveRow {
    fn read(self) -> Result<MadeMove, Error> {
        let detail = self.from_arrival_detail.map(|text| stored(ArrivalDetail::parse(&text), "arrival detail"));
        Ok(MadeMove {
            before: BeforeMove {
                stage: stored(Stage::parse(&self.from_stage), "stage")?,
                arrival_detail: detail.transpose()?,
                eta: civil_date(self.from_eta)?,
                etd: civil_date(self.from_etd)?,
                vessel: self.from_vessel,
                arrived_on: civil_date(self.from_arrived_on)?,
            },
            moved_at: instant(self.moved_at)?,
            moved_by: stored(MemberId::try_from(self.moved_by), "member id")?,
            moved_by_key: self.moved_by_key.map(|id| stored(ApiKeyId::try_from(id), "API key id")).transpose()?,
        })
    }
}

/// The move that led to what the vehicle is now; none if something else was changed since, or the last move was taken back.
pub async fn find_made_move(tx: &mut Tx, vehicle: &LockedVehicle) -> Result<Option<MadeMove>, Error> {
    on!(tx.db(), c => sqlx::query_as::<_, MadeMoveRow>(FIND_MADE_MOVE)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(vehicle.version)
        .fetch_optional(c)
        .await?)
    .map(MadeMoveRow::read)
    .transpose()
}

const TAKE_ETA_CHANGE_BACK: &str = "
    UPDATE eta_changes SET taken_back = TRUE
    WHERE organization_id = $1 AND vehicle_id = $2 AND changed_at = $3 AND to_eta IS NOT DISTINCT FROM $4
        AND from_eta IS NOT DISTINCT FROM $5";

/// Takes the change of the ETA that came with a move out of the history, if there was one.
pub async fn take_eta_change_back(tx: &mut Tx, vehicle: &LockedVehicle, made: &MadeMove) -> Result<(), Error> {
    if vehicle.eta == made.before.eta {
        return Ok(());
    }
    let text = |date: Option<CivilDate>| date.map(|date| date.to_string());
    let rows = on!(tx.db(), c => sqlx::query(TAKE_ETA_CHANGE_BACK)
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(made.moved_at.unix_ms())
        .bind(text(vehicle.eta))
        .bind(text(made.before.eta))
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const LIST_ETA_CHANGES: Pages = pages!(
    ["SELECT e.id, e.from_eta, e.to_eta, e.reason, e.remark, e.changed_at, e.changed_by, m.name AS changed_by_name
      FROM eta_changes e JOIN members m ON m.id = e.changed_by
      WHERE e.organization_id = $1 AND e.vehicle_id = $2 AND NOT e.taken_back AND"],
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
    remark: Option<String>,
    changed_at: i64,
    changed_by: String,
    changed_by_name: String,
}

impl EtaChangeRow {
    fn read(self) -> Result<(String, EtaChange), Error> {
        let reason = self.reason.map(|text| stored(EtaReason::parse(&text), "reason")).transpose()?;
        let changed_by =
            MemberRef { id: stored(MemberId::try_from(self.changed_by), "member id")?, name: self.changed_by_name };
        let changed_at = instant(self.changed_at)?;
        let change = EtaChange {
            from: civil_date(self.from_eta)?,
            to: civil_date(self.to_eta)?,
            reason,
            remark: self.remark,
            changed_at,
            changed_by,
        };
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
