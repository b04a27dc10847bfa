//! Proposals. Their state is derived in the statements, from the rows that they are about and the instant that is passed.

use shared::ids::{ApiKeyId, MemberId, OrganizationId, ProposalId, TrackingLinkId, VehicleId};
use shared::member::MemberRef;
use shared::proposal::{Proposal, ProposalOperation, ProposalState, ProposedBy};
use shared::time::Timestamp;
use shared::vehicle::vehicle_title;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::vehicles::LockedVehicle;
use crate::{Db, Pages, Tx, instant, on, one_row, optional_instant, pages, stored};

/// The proposals of organisation `$1` at instant `$2`; of one key where `$3` names it.
macro_rules! proposal_select {
    () => {
        "SELECT q.* FROM (
            SELECT p.id, p.organization_id, p.vehicle_id, v.year, v.make, v.model, p.operation, p.change, p.reason, p.target_version,
                k.name AS api_key_name, p.proposed_by, m.name AS proposed_by_name, p.created_at, p.expires_at, p.decided_at,
                p.decided_by, d.name AS decided_by_name, p.version,
                CASE WHEN p.decision IS NOT NULL THEN p.decision
                    WHEN p.expires_at <= $2 THEN 'expired'
                    WHEN v.deleted_at IS NOT NULL THEN 'stale'
                    WHEN p.tracking_link_id IS NULL AND v.version <> p.target_version THEN 'stale'
                    WHEN p.tracking_link_id IS NOT NULL AND (l.revoked_at IS NOT NULL OR l.version <> p.target_version)
                        THEN 'stale'
                    ELSE 'waiting' END AS state
            FROM proposals p
            JOIN vehicles v ON v.id = p.vehicle_id AND v.organization_id = p.organization_id
            JOIN members m ON m.id = p.proposed_by
            LEFT JOIN tracking_links l ON l.id = p.tracking_link_id AND l.organization_id = p.organization_id
            LEFT JOIN api_keys k ON k.id = p.api_key_id AND k.organization_id = p.organization_id
            LEFT JOIN members d ON d.id = p.decided_by
            WHERE p.organization_id = $1 AND (CAST($3 AS TEXT) IS NULL OR p.api_key_id = $3)
        ) q WHERE q.organization_id = $1 AND "
    };
}

#[derive(Debug, sqlx_macros::FromRow)]
struct ProposalRow {
    id: String,
    vehicle_id: String,
    year: i64,
    make: String,
    model: String,
    operation: String,
    change: String,
    reason: String,
    target_version: i64,
    api_key_name: Option<String>,
    proposed_by: String,
    proposed_by_name: String,
    created_at: i64,
    expires_at: i64,
    decided_at: Option<i64>,
    decided_by: Option<String>,
    decided_by_name: Option<String>,
    version: i64,
    state: String,
}

impl ProposalRow {
    fn read(self) -> Result<Proposal, Error> {
        let member = |id: String, name: String| {
            Ok::<_, Error>(MemberRef { id: stored(MemberId::try_from(id), "member id")?, name })
        };
        Ok(Proposal {
            id: stored(ProposalId::try_from(self.id), "proposal id")?,
            state: stored(ProposalState::parse(&self.state), "state")?,
            vehicle_id: stored(VehicleId::try_from(self.vehicle_id), "vehicle id")?,
            vehicle_title: vehicle_title(self.year, &self.make, &self.model),
            operation: stored(ProposalOperation::parse(&self.operation), "operation")?,
            change: stored(serde_json::from_str(&self.change), "change")?,
            reason: self.reason,
            target_version: self.target_version,
            proposed_by: ProposedBy {
                api_key_name: self.api_key_name,
                member: member(self.proposed_by, self.proposed_by_name)?,
            },
            created_at: instant(self.created_at)?,
            expires_at: instant(self.expires_at)?,
            decided_at: optional_instant(self.decided_at)?,
            decided_by: self.decided_by.zip(self.decided_by_name).map(|(id, name)| member(id, name)).transpose()?,
            version: self.version,
        })
    }
}

/// Whose proposals can be seen: those of an organisation, or only those of one of its keys.
#[derive(Debug, Clone, Copy)]
pub struct Visible<'a> {
    /// The organisation.
    pub organization: &'a OrganizationId,
    /// The key.
    pub api_key: Option<&'a ApiKeyId>,
}

const FIND: &str = concat!(proposal_select!(), "q.id = $4");

/// One proposal as it is at an instant.
pub async fn find(
    db: Db<'_>,
    visible: Visible<'_>,
    id: &ProposalId,
    now: Timestamp,
) -> Result<Option<Proposal>, Error> {
    on!(db, c => sqlx::query_as::<_, ProposalRow>(FIND)
        .bind(visible.organization.as_str())
        .bind(now.unix_ms())
        .bind(visible.api_key.map(ApiKeyId::as_str))
        .bind(id.as_str())
        .fetch_optional(c)
        .await?)
    .map(ProposalRow::read)
    .transpose()
}

const LIST: Pages = pages!(
    [proposal_select!(), "($5 IS NULL OR q.state = $5) AND"],
    "$4",
    "q.id < $4",
    ["ORDER BY q.id DESC LIMIT $6"]
);

/// Proposals as they are at an instant, newest first: all, or those in a state, before an id.
pub async fn list(
    db: Db<'_>,
    visible: Visible<'_>,
    state: Option<ProposalState>,
    before: Option<&str>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Proposal>, Error> {
    let rows: Vec<ProposalRow> = on!(db, c => sqlx::query_as(LIST.sql(before))
        .bind(visible.organization.as_str())
        .bind(now.unix_ms())
        .bind(visible.api_key.map(ApiKeyId::as_str))
        .bind(before)
        .bind(state.map(ProposalState::as_str))
        .bind(limit)
        .fetch_all(c)
        .await?);
    rows.into_iter().map(ProposalRow::read).collect()
}

const INSERT: &str = "
    INSERT INTO proposals (
        id, organization_id, vehicle_id, operation, change, reason, tracking_link_id, target_version, api_key_id, proposed_by,
        created_at, expires_at, version
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)";

/// A proposal to store.
#[derive(Debug)]
pub struct NewProposalRow<'a> {
    /// Its id.
    pub id: &'a ProposalId,
    /// The operation.
    pub operation: ProposalOperation,
    /// The change, in JSON.
    pub change: &'a str,
    /// Why.
    pub reason: &'a str,
    /// The link, if it changes that.
    pub tracking_link_id: Option<&'a TrackingLinkId>,
    /// The version of link or vehicle.
    pub target_version: i64,
    /// The key that proposes it.
    pub api_key_id: Option<&'a ApiKeyId>,
    /// The member who proposes it, or who made the key.
    pub proposed_by: &'a MemberId,
    /// When it expires.
    pub expires_at: Timestamp,
}

/// Stores a proposal for a vehicle.
pub async fn insert(db: Db<'_>, vehicle: &LockedVehicle, row: NewProposalRow<'_>, now: Timestamp) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(INSERT)
        .bind(row.id.as_str())
        .bind(vehicle.organization_id().as_str())
        .bind(vehicle.id.as_str())
        .bind(row.operation.as_str())
        .bind(row.change)
        .bind(row.reason)
        .bind(row.tracking_link_id.map(TrackingLinkId::as_str))
        .bind(row.target_version)
        .bind(row.api_key_id.map(ApiKeyId::as_str))
        .bind(row.proposed_by.as_str())
        .bind(now.unix_ms())
        .bind(row.expires_at.unix_ms())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}

const LOCK: &str = "UPDATE proposals SET version = version WHERE organization_id = $1 AND id = $2";

/// Makes whoever else decides on a proposal wait until the transaction ends, and reads it; none when there is none.
pub async fn lock(
    tx: &mut Tx,
    organization: &OrganizationId,
    id: &ProposalId,
    now: Timestamp,
) -> Result<Option<Proposal>, Error> {
    let rows = on!(tx.db(), c => sqlx::query(LOCK)
        .bind(organization.as_str())
        .bind(id.as_str())
        .execute(c)
        .await?
        .rows_affected());
    if rows != 1 {
        return Ok(None);
    }
    find(tx.db(), Visible { organization, api_key: None }, id, now).await
}

const DECIDE: &str = "
    UPDATE proposals SET decision = $3, decided_at = $4, decided_by = $5, version = version + 1
    WHERE organization_id = $1 AND id = $2 AND decision IS NULL";

/// What a person decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The change is made.
    Confirmed,
    /// It is not.
    Declined,
}

impl Decision {
    /// The state that a proposal has from then on.
    pub const fn state(self) -> ProposalState {
        match self {
            Self::Confirmed => ProposalState::Confirmed,
            Self::Declined => ProposalState::Declined,
        }
    }
}

/// Writes down what somebody decided on a proposal on which nobody has decided yet.
pub async fn decide(
    db: Db<'_>,
    organization: &OrganizationId,
    id: &ProposalId,
    decision: Decision,
    decided_by: &MemberId,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(db, c => sqlx::query(DECIDE)
        .bind(organization.as_str())
        .bind(id.as_str())
        .bind(decision.state().as_str())
        .bind(now.unix_ms())
        .bind(decided_by.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)
}
