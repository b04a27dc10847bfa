//! Vehicles whose link has expired since they were written. Nothing is decided here: every statement compares the instant. It only
//! keeps those few that are told apart by the instant alone.

use shared::time::Timestamp;

use crate::error::Error;
use crate::{AcrossTx, Db, on};

macro_rules! settle {
    ($state:literal, $becomes:literal, $when:literal, $lock:literal) => {
        concat!(
            "UPDATE vehicles SET settled_link_state = '",
            $becomes,
            "' WHERE id IN (SELECT v.id FROM vehicles v WHERE v.settled_link_state = '",
            $state,
            "' AND v.link_expires_at ",
            $when,
            " $1 LIMIT 500 ",
            $lock,
            ")"
        )
    };
}

/// Those that have expired, and those that a clock which was ahead took for expired: on SQLite, which has one writer, and on
/// PostgreSQL. A row that somebody else writes is left for the next time: waiting for it could end in a deadlock.
const SETTLE: [[&str; 2]; 2] = [
    [settle!("active", "expired", "<=", ""), settle!("active", "expired", "<=", "FOR UPDATE SKIP LOCKED")],
    [settle!("expired", "active", ">", ""), settle!("expired", "active", ">", "FOR UPDATE SKIP LOCKED")],
];

/// Settles some vehicles whose link has expired; tells how many.
pub async fn settle(tx: &mut AcrossTx, now: Timestamp) -> Result<u64, Error> {
    let mut settled = 0;
    for [sqlite, postgres] in SETTLE {
        let db = tx.db();
        let statement = if matches!(db, Db::Sqlite(_)) { sqlite } else { postgres };
        settled += on!(db, c => sqlx::query(statement).bind(now.unix_ms()).execute(c).await?.rows_affected());
    }
    Ok(settled)
}
