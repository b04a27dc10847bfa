//! Who did what, in plain English, in the transaction of the change.
//!
//! An entry is an event (`events`) that has a number. Events wait in the transaction until its commit, which numbers the audited
//! ones and chains them by hashes, organisation by organisation. The lock on the end of a chain is therefore the last for which a
//! transaction waits, and it is held for no longer than the commit takes. A trigger refuses to change or delete an entry (`engine`).

pub mod chain;
mod history;
mod verify;

use domain::audit_action::AuditAction;
use shared::audit::{AuditActorKind, AuditCategory};
use shared::ids::{ApiKeyId, EventId, MemberId, OrganizationId, VehicleId};
use shared::time::Timestamp;

use crate::error::Error;
use crate::events::new_event::NewEvent;
use crate::{Db, Tx, on};
pub use chain::AuditRow;
use chain::{NewEntry, audit_columns};
pub use history::{HistoryRow, history};
use host::random;
pub use verify::{ChainCheck, verify};

/// Who does something.
#[derive(Debug, Clone, Copy)]
pub enum Actor<'a> {
    /// A member, by id and name.
    Member(&'a MemberId, &'a str),
    /// An API key, by id and name.
    ApiKey(&'a ApiKeyId, &'a str),
    /// The operator.
    Operator,
    /// The service itself.
    System,
}

/// Something that somebody did. The summary never holds a slug, token or password.
#[derive(Debug)]
pub struct AuditEvent<'a> {
    /// Whose data it concerns.
    pub organization_id: &'a OrganizationId,
    /// Who did it.
    pub actor: Actor<'a>,
    /// What was done.
    pub action: AuditAction,
    /// Id of what it was done to.
    pub subject_id: &'a str,
    /// One plain sentence, without its subject ("moved 2021 Toyota Land Cruiser to In transit").
    pub summary: String,
    /// When.
    pub occurred_at: Timestamp,
    /// Id of the request.
    pub request_id: &'a str,
}

/// Records an event: it is written when the transaction commits.
pub fn record(tx: &mut Tx, event: AuditEvent<'_>) {
    let AuditEvent { organization_id, actor, action, subject_id, summary, occurred_at, request_id } = event;
    let (actor_kind, actor_id, actor_name) = match actor {
        Actor::Member(id, name) => (AuditActorKind::Member, Some(id.to_string()), name),
        Actor::ApiKey(id, name) => (AuditActorKind::ApiKey, Some(id.to_string()), name),
        Actor::Operator => (AuditActorKind::Operator, None, "Operator"),
        Actor::System => (AuditActorKind::System, None, "ImportOps"),
    };
    let entry = NewEntry {
        actor_kind,
        actor_id,
        actor_name: actor_name.to_owned(),
        action,
        summary,
        request_id: request_id.to_owned(),
    };
    tx.events.push(NewEvent {
        id: EventId::from_u128(random::id(occurred_at)),
        organization_id: organization_id.clone(),
        occurred_at,
        subject_id: subject_id.to_owned(),
        event_type: action.event(),
        eta_reason: None,
        entry: Some(entry),
    });
}

/// Entries with these further columns, as far as the conditions; every list has the same parameters.
macro_rules! listed {
    ($columns:expr, $condition:expr) => {
        concat!(
            "SELECT ",
            audit_columns!(),
            ", a.sequence",
            $columns,
            " FROM events a
             WHERE a.organization_id = $1 AND a.sequence < $2 AND ($3 IS NULL OR a.category = $3)
               AND ($4 IS NULL OR a.occurred_at >= $4) AND ($5 IS NULL OR a.occurred_at < $5)
               AND ($6 IS NULL OR a.actor_id = $6) ",
            $condition,
            " ORDER BY a.sequence DESC LIMIT $7"
        )
    };
}

const LIST: &str = listed!("", "");

/// What was done to a vehicle, and to all that belongs to it.
macro_rules! of_vehicle {
    () => {
        "AND a.subject_id IN (
        SELECT v.id FROM vehicles v WHERE v.organization_id = $1 AND v.id = $8
        UNION ALL SELECT l.id FROM tracking_links l WHERE l.organization_id = $1 AND l.vehicle_id = $8
        UNION ALL SELECT n.id FROM notes n WHERE n.organization_id = $1 AND n.vehicle_id = $8
        UNION ALL SELECT p.id FROM photos p WHERE p.organization_id = $1 AND p.vehicle_id = $8
        UNION ALL SELECT q.id FROM proposals q WHERE q.organization_id = $1 AND q.vehicle_id = $8)"
    };
}

const LIST_OF_VEHICLE: &str = listed!("", of_vehicle!());

pub(super) use {listed, of_vehicle};

/// What a list of entries is narrowed to.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditFilter<'a> {
    /// Only this category.
    pub category: Option<AuditCategory>,
    /// Only what was done by the member or key of this id.
    pub actor: Option<&'a str>,
    /// Only what was done to this vehicle, and to its notes, photos, links and proposals.
    pub vehicle: Option<&'a VehicleId>,
    /// Only from this instant on.
    pub since: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
}

/// An entry and its number in its organisation.
#[derive(Debug, sqlx_macros::FromRow)]
pub struct NumberedRow {
    /// The entry.
    #[sqlx(flatten)]
    pub entry: AuditRow,
    /// Its number.
    pub sequence: i64,
}

/// Entries of an organisation, newest first, before a number.
pub async fn list(
    db: Db<'_>,
    organization: &OrganizationId,
    filter: AuditFilter<'_>,
    before: i64,
    limit: i64,
) -> Result<Vec<NumberedRow>, Error> {
    let sql = if filter.vehicle.is_some() { LIST_OF_VEHICLE } else { LIST };
    Ok(on!(db, c => {
        let query = sqlx::query_as::<_, NumberedRow>(sql)
            .bind(organization.as_str())
            .bind(before)
            .bind(filter.category.map(AuditCategory::as_str))
            .bind(filter.since.map(Timestamp::unix_ms))
            .bind(filter.until.map(Timestamp::unix_ms))
            .bind(filter.actor)
            .bind(limit);
        match filter.vehicle {
            Some(vehicle) => query.bind(vehicle.as_str()).fetch_all(c).await?,
            None => query.fetch_all(c).await?,
        }
    }))
}
