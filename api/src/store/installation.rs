//! What a whole installation has, for the operator's checks before a start.

use crate::error::ApiError;
use crate::store::{Db, on};

const LINKS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT id FROM tracking_links LIMIT 1) l";

/// Whether there is any tracking link. Fails on a database that was never brought up to date.
pub async fn has_links(db: Db<'_>) -> Result<bool, ApiError> {
    let links: i64 = on!(db, c => sqlx::query_scalar(LINKS).fetch_one(c).await?);
    Ok(links > 0)
}
