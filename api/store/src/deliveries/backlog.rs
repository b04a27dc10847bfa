//! How many deliveries to endpoints wait, of all organisations together: for operators, who see numbers only.

use shared::time::Timestamp;

use crate::error::Error;
use crate::{Across, on, optional_instant};

const BACKLOG: &str = "
    SELECT COUNT(*) AS pending, MIN(d.created_at) AS oldest_at,
        MIN(CASE
            WHEN d.claimed_until > $1 OR e.served_until > $1 THEN NULL
            WHEN e.backing_off_until > d.next_attempt_at THEN e.backing_off_until
            ELSE d.next_attempt_at
        END) AS due_at
    FROM deliveries d
    JOIN webhook_endpoints e ON e.id = d.endpoint_id AND e.organization_id = d.organization_id
    JOIN subscriptions s ON s.organization_id = d.organization_id
    WHERE d.state = 'pending' AND e.disabled_at IS NULL AND e.deleted_at IS NULL AND s.links_suspended_at IS NULL";

#[derive(Debug, sqlx_macros::FromRow)]
struct BacklogRow {
    pending: i64,
    oldest_at: Option<i64>,
    due_at: Option<i64>,
}

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// How many deliveries are still to be made.
    pub pending: i64,
    /// When the oldest of them was written.
    pub oldest_at: Option<Timestamp>,
    /// When the next attempt is due of those whose endpoint no server serves; what a receiver
    /// that does not answer keeps waiting is not due.
    pub due_at: Option<Timestamp>,
}

/// What waits now.
pub async fn measure(across: Across<'_>, now: Timestamp) -> Result<Backlog, Error> {
    let row: BacklogRow = on!(across.db(), c => sqlx::query_as(BACKLOG).bind(now.unix_ms()).fetch_one(c).await?);
    let (oldest_at, due_at) = (optional_instant(row.oldest_at)?, optional_instant(row.due_at)?);
    Ok(Backlog { pending: row.pending, oldest_at, due_at })
}
