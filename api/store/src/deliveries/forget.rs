//! Deliveries that the log no longer reaches back to.

use shared::time::Timestamp;

use crate::error::Error;
use crate::{AcrossTx, on};

// The oldest have the smallest ids.
macro_rules! old_deliveries {
    () => {
        "(SELECT d.id FROM deliveries d WHERE d.created_at <= $1 AND d.state <> 'pending' \
          ORDER BY d.id LIMIT 2000)"
    };
}

const FORGET_ATTEMPTS: &str = concat!("DELETE FROM delivery_attempts WHERE delivery_id IN ", old_deliveries!());

const FORGET: &str = concat!("DELETE FROM deliveries WHERE id IN ", old_deliveries!());

/// Forgets some of the deliveries that were made by an instant and are settled; tells how many.
pub async fn forget(tx: &mut AcrossTx, made_by: Timestamp) -> Result<u64, Error> {
    let mut forgotten = 0;
    for sql in [FORGET_ATTEMPTS, FORGET] {
        forgotten = on!(tx.db(), c => sqlx::query(sql).bind(made_by.unix_ms()).execute(c).await?.rows_affected());
    }
    Ok(forgotten)
}
