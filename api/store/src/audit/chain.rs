//! The chains: each entry carries the hash of itself and of everything before it in its organisation.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::audit_action::AuditAction;
use sha2::{Digest, Sha256};
use shared::audit::AuditActorKind;
use shared::ids::OrganizationId;

use crate::db::Db;
use crate::error::Error;
use crate::{on, one_row};

/// An entry as it is stored.
#[derive(Debug, Clone, sqlx_macros::FromRow)]
pub struct AuditRow {
    /// Its id.
    pub id: String,
    /// Whose data it concerns.
    pub organization_id: String,
    /// When, in Unix milliseconds.
    pub occurred_at: i64,
    /// What kind of somebody did it.
    pub actor_kind: String,
    /// The id of who did it.
    pub actor_id: Option<String>,
    /// The name of who did it.
    pub actor_name: String,
    /// What it is about.
    pub category: String,
    /// What was done.
    pub action: String,
    /// To what.
    pub subject_id: String,
    /// In a sentence.
    pub summary: String,
    /// Id of the request.
    pub request_id: String,
}

/// What an event that waits for the commit says in the audit log.
#[derive(Debug)]
pub(crate) struct NewEntry {
    pub(crate) actor_kind: AuditActorKind,
    pub(crate) actor_id: Option<String>,
    pub(crate) actor_name: String,
    pub(crate) action: AuditAction,
    pub(crate) summary: String,
    pub(crate) request_id: String,
}

/// An entry with its number in its organisation, and the hash of it and of everything before it.
#[derive(Debug, sqlx_macros::FromRow)]
pub(crate) struct ChainedRow {
    #[sqlx(flatten)]
    pub(crate) entry: AuditRow,
    pub(crate) sequence: i64,
    pub(crate) chain: String,
}

const LOCK_HEAD: &str = "
    INSERT INTO audit_heads (organization_id, sequence, chain) VALUES ($1, 0, '')
    ON CONFLICT (organization_id) DO UPDATE SET sequence = audit_heads.sequence
    RETURNING sequence, chain, position";

const MOVE_HEAD: &str = "UPDATE audit_heads SET sequence = $2, chain = $3, position = $4 WHERE organization_id = $1";

/// The end of an organisation's chain and of its list of events, which no other transaction can move until this one ends.
#[derive(Debug)]
pub(crate) struct Head {
    sequence: i64,
    chain: String,
    position: i64,
}

impl Head {
    /// Locks it.
    pub(crate) async fn lock(db: Db<'_>, organization: &OrganizationId) -> Result<Self, Error> {
        let (sequence, chain, position) =
            on!(db, c => sqlx::query_as(LOCK_HEAD).bind(organization.as_str()).fetch_one(c).await?);
        Ok(Self { sequence, chain, position })
    }

    /// Chains an entry to it.
    pub(crate) fn link(&mut self, entry: AuditRow) -> ChainedRow {
        self.sequence += 1;
        self.chain = link(&self.chain, self.sequence, &entry);
        ChainedRow { entry, sequence: self.sequence, chain: self.chain.clone() }
    }

    /// The number of the next event that is delivered.
    pub(crate) fn next_position(&mut self) -> i64 {
        self.position += 1;
        self.position
    }

    /// Stores that it moved.
    pub(crate) async fn save(self, db: Db<'_>, organization: &OrganizationId) -> Result<(), Error> {
        let rows = on!(db, c => sqlx::query(MOVE_HEAD)
            .bind(organization.as_str())
            .bind(self.sequence)
            .bind(self.chain.as_str())
            .bind(self.position)
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)
    }
}

/// The hash of an entry and of everything before it.
pub(super) fn link(before: &str, sequence: i64, entry: &AuditRow) -> String {
    let AuditRow {
        id,
        organization_id,
        occurred_at,
        actor_kind,
        actor_id,
        actor_name,
        category,
        action,
        subject_id,
        summary,
        request_id,
    } = entry;
    let content = serde_json::json!([
        before,
        sequence,
        id,
        organization_id,
        occurred_at,
        actor_kind,
        actor_id,
        actor_name,
        category,
        action,
        subject_id,
        summary,
        request_id
    ]);
    URL_SAFE_NO_PAD.encode(Sha256::digest(content.to_string()))
}

macro_rules! audit_columns {
    () => {
        "a.id, a.organization_id, a.occurred_at, a.actor_kind, a.actor_id, a.actor_name, a.category, a.action, \
         a.subject_id, a.summary, a.request_id"
    };
}

pub(super) use audit_columns;
