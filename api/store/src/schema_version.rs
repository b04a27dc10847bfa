//! Which migrations a database has had, for the operator's checks before a start.

use crate::error::Error;
use crate::migrations::MIGRATOR;
use crate::{Db, on};

const NEWEST: &str = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM _sqlx_migrations";

/// The number of the newest migration that a database has had. Fails on a database that was never brought up to date.
pub async fn newest_applied(db: Db<'_>) -> Result<i64, Error> {
    Ok(on!(db, c => sqlx::query_scalar(NEWEST).fetch_one(c).await?))
}

/// The number of the newest migration that this program knows.
pub fn newest_known() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}
