//! The chains: each entry carries the hash of itself and of everything before it in its organisation.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::audit_action::AuditAction;
use sha2::{Digest, Sha256};
use shared::audit::AuditActorKind;
use shared::ids::OrganizationId;

use crate::db::Db;
use crate::error::Error;
use crate::{Across, on, one_row, stored};

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
    RETURNING sequence, chain";

const MOVE_HEAD: &str = "UPDATE audit_heads SET sequence = $2, chain = $3 WHERE organization_id = $1";

/// The end of an organisation's chain, which no other transaction can move until this one ends.
#[derive(Debug)]
pub(crate) struct Head {
    sequence: i64,
    chain: String,
}

impl Head {
    /// Locks it.
    pub(crate) async fn lock(db: Db<'_>, organization: &OrganizationId) -> Result<Self, Error> {
        let (sequence, chain) = on!(db, c => sqlx::query_as(LOCK_HEAD).bind(organization.as_str()).fetch_one(c).await?);
        Ok(Self { sequence, chain })
    }

    /// Chains an entry to it.
    pub(crate) fn link(&mut self, entry: AuditRow) -> ChainedRow {
        self.sequence += 1;
        self.chain = link(&self.chain, self.sequence, &entry);
        ChainedRow { entry, sequence: self.sequence, chain: self.chain.clone() }
    }

    /// Stores that it moved.
    pub(crate) async fn save(self, db: Db<'_>, organization: &OrganizationId) -> Result<(), Error> {
        let rows = on!(db, c => sqlx::query(MOVE_HEAD)
            .bind(organization.as_str())
            .bind(self.sequence)
            .bind(self.chain.as_str())
            .execute(c)
            .await?
            .rows_affected());
        one_row(rows)
    }
}

/// The hash of an entry and of everything before it.
fn link(before: &str, sequence: i64, entry: &AuditRow) -> String {
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

const HEADS: &str = "SELECT organization_id, sequence, chain FROM audit_heads ORDER BY organization_id";

const CHAIN: &str = concat!(
    "SELECT ",
    audit_columns!(),
    ", a.sequence, a.chain FROM events a WHERE a.organization_id = $1 AND a.sequence > $2
     ORDER BY a.sequence LIMIT 1000"
);

/// What a check of one organisation's chain found.
#[derive(Debug, PartialEq, Eq)]
pub struct ChainCheck {
    /// Whose chain.
    pub organization_id: OrganizationId,
    /// How many entries are as they were written.
    pub intact: i64,
    /// The number of the first entry that was changed or is missing; none when all is well.
    pub broken_at: Option<i64>,
}

/// Checks every chain from its beginning.
pub async fn verify(across: Across<'_>) -> Result<Vec<ChainCheck>, Error> {
    let mut db = across.db();
    let heads: Vec<(String, i64, String)> = on!(db.again(), c => sqlx::query_as(HEADS).fetch_all(c).await?);
    let mut checks = Vec::with_capacity(heads.len());
    for (organization, length, end) in heads {
        let (mut intact, mut chain) = (0, String::new());
        let broken_at = 'chain: loop {
            let rows = on!(db.again(), c => sqlx::query_as::<_, ChainedRow>(CHAIN)
                .bind(organization.as_str())
                .bind(intact)
                .fetch_all(c)
                .await?);
            if rows.is_empty() {
                break (intact != length || chain != end).then_some(intact + 1);
            }
            for row in rows {
                let expected = link(&chain, intact + 1, &row.entry);
                if row.sequence != intact + 1 || row.chain != expected {
                    break 'chain Some(intact + 1);
                }
                (intact, chain) = (intact + 1, expected);
            }
        };
        let organization_id = stored(OrganizationId::try_from(organization), "organisation id")?;
        checks.push(ChainCheck { organization_id, intact, broken_at });
    }
    Ok(checks)
}
