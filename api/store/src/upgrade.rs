//! Bringing the schema up to date, with what the engines have no common language for.

use sqlx::SqlitePool;

use crate::engine::Store;
use crate::migrations::MIGRATOR;
use crate::open_error::OpenError;
use crate::{derived, page_journal, search, search_catch_up};

impl Store {
    /// Brings the schema up to date; several processes may start at once.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite { writer, .. } => {
                MIGRATOR.run(writer).await?;
                protect_events(writer).await?;
                search::make_in_sqlite(writer).await?;
                derived::derive_in_sqlite(writer).await?;
                page_journal::sqlite::protect(writer).await?;
            }
            Self::Postgres(postgres) => {
                postgres.migrate().await?;
                self.verify_isolation().await.map_err(|error| OpenError::Isolation(error.to_string()))?;
            }
        }
        Ok(search_catch_up::catch_up_all(self).await?)
    }
}

const NO_UPDATE: &str = "
    CREATE TRIGGER IF NOT EXISTS events_no_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'events are never changed, and audited ones never deleted'); END";

const NO_DELETE: &str = "
    CREATE TRIGGER IF NOT EXISTS events_no_delete BEFORE DELETE ON events WHEN OLD.sequence IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'events are never changed, and audited ones never deleted'); END";

/// Makes the database itself refuse to change an event, and to delete one that is an entry of the audit log. The engines
/// have no common language for triggers, so this is no migration; it does nothing where the triggers are there already.
async fn protect_events(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    for trigger in [NO_UPDATE, NO_DELETE] {
        sqlx::query(trigger).execute(writer).await?;
    }
    Ok(())
}
