//! Events that nobody looks up any more.

use shared::time::Timestamp;

use crate::error::Error;
use crate::{Across, on};

const FORGET: &str = "
    DELETE FROM events WHERE id IN (
        SELECT v.id FROM events v
        WHERE v.sequence IS NULL AND v.occurred_at <= $1
            AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.event_id = v.id)
        ORDER BY v.occurred_at LIMIT 2000
    )";

/// Forgets some of the events by an instant that are not audited and have no delivery left; tells how many. Entries of the
/// audit log stay.
pub async fn forget(across: Across<'_>, occurred_by: Timestamp) -> Result<u64, Error> {
    Ok(on!(across.db(), c => sqlx::query(FORGET).bind(occurred_by.unix_ms()).execute(c).await?.rows_affected()))
}
