//! What a whole installation has: its id, and whether there is anything in it.

use shared::time::Timestamp;

use crate::error::Error;
use crate::{Across, Db, on};

const LINKS: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT id FROM tracking_links LIMIT 1) l";

/// Whether there is any tracking link. Fails on a database that was never brought up to date.
pub async fn has_links(across: Across<'_>) -> Result<bool, Error> {
    let links: i64 = on!(across.db(), c => sqlx::query_scalar(LINKS).fetch_one(c).await?);
    Ok(links > 0)
}

const ID: &str = "SELECT i.id FROM installation i";

/// The id of the installation; none before one was made, also in a database without the table.
pub async fn id(db: Db<'_>) -> Result<Option<String>, Error> {
    let found = on!(db, c => sqlx::query_scalar(ID).fetch_optional(c).await);
    Ok(unless_missing(found)?.flatten())
}

const INSERT_ID: &str = "
    INSERT INTO installation (singleton, id, created_at) VALUES (TRUE, $1, $2) ON CONFLICT (singleton) DO NOTHING";

/// Gives the installation this id unless it has one.
pub async fn insert_id(db: Db<'_>, id: &str, now: Timestamp) -> Result<(), Error> {
    on!(db, c => sqlx::query(INSERT_ID).bind(id).bind(now.unix_ms()).execute(c).await.map(drop))?;
    Ok(())
}

const KNOWS_PICTURES: &str = "
    SELECT EXISTS (SELECT 1 FROM photos p WHERE p.storage_key IS NOT NULL)
        OR EXISTS (SELECT 1 FROM organizations o WHERE o.logo_key IS NOT NULL)";

/// Whether any row refers to the files of a picture; false in a database without the tables.
pub async fn knows_pictures(across: Across<'_>) -> Result<bool, Error> {
    let found = on!(across.db(), c => sqlx::query_scalar(KNOWS_PICTURES).fetch_one(c).await);
    Ok(unless_missing(found)?.unwrap_or(false))
}

/// None where the table does not exist yet: an empty database, or one that an older version made.
pub(super) fn unless_missing<T>(found: Result<T, sqlx::Error>) -> Result<Option<T>, Error> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if is_missing_table(&error) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// PostgreSQL has a code for it, SQLite only words.
fn is_missing_table(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|error| {
        error.code().is_some_and(|code| code == "42P01") || error.message().starts_with("no such table")
    })
}
