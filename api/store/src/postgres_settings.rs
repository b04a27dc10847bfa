//! How the PostgreSQL server is set up, as far as it decides whether data is safe with it. Nothing here changes
//! anything.

use crate::Store;
use crate::begin::Begin;
use crate::error::Error;
use crate::postgres::schema;

const SETTINGS: &str = "
    SELECT current_setting('fsync') = 'on' AS fsync, current_setting('full_page_writes') = 'on' AS full_page_writes,
        current_setting('synchronous_commit') <> 'off' AS synchronous_commit,
        (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AS sees_everything,
        CAST(current_setting('max_connections') AS BIGINT) AS max_connections";

/// What it says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx_macros::FromRow)]
pub struct PostgresSettings {
    /// Whether it waits until the disk has what it wrote.
    pub fsync: bool,
    /// Whether a torn page can be mended.
    pub full_page_writes: bool,
    /// Whether a commit is durable when it is acknowledged.
    pub synchronous_commit: bool,
    /// Whether row level security does not hold for the role: a superuser, or one with BYPASSRLS.
    pub sees_everything: bool,
    /// How many connections it takes, of all programs together.
    pub max_connections: i64,
}

/// How many columns with ids compare them by the rules of a language, which the next start changes; none on SQLite.
pub async fn ids_by_language(store: &Store) -> Result<usize, Error> {
    match store {
        Store::Sqlite { .. } => Ok(0),
        Store::Postgres(postgres) => {
            let mut lease = postgres.across(Begin::Read).await?;
            Ok(schema::ids_by_language(lease.session()).await?.len())
        }
    }
}

/// Asks for them; none on SQLite.
pub async fn read(store: &Store) -> Result<Option<PostgresSettings>, Error> {
    match store {
        Store::Sqlite { .. } => Ok(None),
        Store::Postgres(postgres) => {
            let mut lease = postgres.across(Begin::Read).await?;
            Ok(Some(sqlx::query_as(SETTINGS).fetch_one(lease.session()).await?))
        }
    }
}
