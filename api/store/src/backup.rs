//! Copies of the database, and what makes a restored one safe.

use std::path::Path;

use domain::audit_action::AuditAction;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use sqlx::sqlite::SqliteConnection;

use crate::audit::{self, Actor, AuditEvent};
use crate::error::Error;
use crate::{AcrossTx, Db, on, stored, subscribers};

/// A snapshot of the moment in which it begins; others read and write meanwhile
/// (<https://www.sqlite.org/lang_vacuum.html#vacuuminto>).
const SNAPSHOT: &str = "VACUUM INTO $1";

/// Writes a consistent copy of an SQLite database into a file that does not exist yet.
pub async fn snapshot(connection: &mut SqliteConnection, file: &Path) -> Result<(), sqlx::Error> {
    sqlx::query(SNAPSHOT).bind(file.display().to_string()).execute(connection).await.map(drop)
}

const INTEGRITY: &str = "PRAGMA integrity_check(1)";

/// What is wrong with an SQLite database, if anything is.
pub async fn damage(connection: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    let answer: String = sqlx::query_scalar(INTEGRITY).fetch_one(connection).await?;
    Ok((answer != "ok").then_some(answer))
}

const SUSPEND: &str = "UPDATE subscriptions SET links_suspended_at = $1 RETURNING organization_id";
const END_SESSIONS: &str = "UPDATE sessions SET ended_at = $1 WHERE ended_at IS NULL";

/// Suspends every link, and with them API keys and webhooks, and ends every session: the copy does not know which were ended
/// since it was made. For the same reason nobody is told anything by mail any more. Tells how many organisations there are.
pub async fn suspend(tx: &mut AcrossTx, now: Timestamp) -> Result<usize, Error> {
    let organizations: Vec<String> =
        on!(tx.db(), c => sqlx::query_scalar(SUSPEND).bind(now.unix_ms()).fetch_all(c).await?);
    on!(tx.db(), c => sqlx::query(END_SESSIONS).bind(now.unix_ms()).execute(c).await.map(drop))?;
    subscribers::erase_all(tx).await?;
    let count = organizations.len();
    for id in organizations {
        let id = stored(OrganizationId::try_from(id), "organisation id")?;
        let event = AuditEvent {
            organization_id: &id,
            actor: Actor::Operator,
            action: AuditAction::OrganizationLinksSuspended,
            subject_id: id.as_str(),
            summary: "restored a backup, which suspended all tracking links".to_owned(),
            occurred_at: now,
            request_id: "command-line",
        };
        audit::record(tx, event);
    }
    Ok(count)
}

const RESUME: &str = "
    UPDATE subscriptions SET links_suspended_at = NULL
    WHERE organization_id = $1 AND links_suspended_at IS NOT NULL";

/// Lets the links of an organisation work again; tells whether they were suspended.
pub async fn resume(db: Db<'_>, organization: &OrganizationId) -> Result<bool, Error> {
    Ok(on!(db, c => sqlx::query(RESUME).bind(organization.as_str()).execute(c).await?.rows_affected()) == 1)
}
