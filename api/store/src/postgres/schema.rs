//! Bringing the schema up to date, in one transaction, so that a pooler can stand in between and nothing is half done; and what
//! PostgreSQL has beside the migrations that both engines share: ids in the order of their bytes, policies, a trigger.

use std::borrow::Cow;

use sqlx::migrate::Migrator;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Executor};

use super::Postgres;
use super::tokens::SEVERAL_SERVERS;
use crate::migrations::MIGRATOR;
use crate::open_error::OpenError;
use crate::page_journal;
use crate::row_security::{self, EVERYTHING, SETTING};
use crate::{derived, search};

/// What makes several processes that start at once take turns. It ends with the transaction, not with the session as the
/// lock of sqlx's own, which a pooler would leave behind.
const TAKE_TURNS: &str = "SELECT pg_advisory_xact_lock(7304117)";

impl Postgres {
    /// Brings the schema up to date; several processes may start at once.
    pub(crate) async fn migrate(&self) -> Result<(), OpenError> {
        let mut connection = self.servers.connect_unbounded().await?;
        let begin = format!("BEGIN; SET LOCAL {SETTING} = '{EVERYTHING}'; {TAKE_TURNS}");
        let mut transaction = connection.begin_with(AssertSqlSafe(begin)).await?;
        let upgraded = upgrade(&mut transaction).await;
        // These statements had names, which must not outlive the transaction.
        transaction.clear_cached_statements().await?;
        upgraded?;
        transaction.commit().await?;
        connection.close().await?;
        self.tokens.try_out(&self.everything).await;
        Ok(())
    }
}

async fn upgrade(connection: &mut PgConnection) -> Result<(), OpenError> {
    warn_of_settings(connection).await?;
    row_security::warn_of_role(connection).await?;
    let migrations = Cow::Borrowed(&*MIGRATOR.migrations);
    let migrator = Migrator { migrations, locking: false, ..Migrator::DEFAULT };
    migrator.run_direct(None, connection, false).await?;
    search::make_in_postgres(connection).await?;
    compare_ids_by_bytes(connection).await?;
    row_security::protect(connection).await?;
    protect_events(connection).await?;
    // After the types of columns: one that a trigger names keeps its own.
    derived::derive_in_postgres(connection).await?;
    if !sqlx::query_scalar::<_, bool>(SEVERAL_SERVERS).fetch_one(&mut *connection).await? {
        page_journal::postgres::protect(connection).await?;
    }
    Ok(())
}

/// Columns with ids that are compared by the rules of a language: those of tables `$1`, unless the whole database compares by
/// bytes (<https://www.postgresql.org/docs/current/collation.html>). The provider has a column of its own since PostgreSQL 15.
const BY_LANGUAGE: &str = "
    SELECT CAST(c.relname AS TEXT), CAST(a.attname AS TEXT)
    FROM pg_attribute a
    JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_collation o ON o.oid = a.attcollation
    JOIN pg_database d ON d.datname = current_database()
    WHERE c.oid = ANY (SELECT to_regclass(name) FROM unnest($1) name)
      AND a.attnum > 0 AND NOT a.attisdropped
      AND (a.attname = 'id' OR a.attname LIKE '%!_id' ESCAPE '!')
      AND o.collname NOT IN ('C', 'POSIX')
      AND NOT (o.collname = 'default' AND d.datcollate IN ('C', 'POSIX')
               AND COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c') <> 'i')
    ORDER BY 1, 2";

/// The columns with ids that are compared by the rules of a language: their tables and names.
pub async fn ids_by_language<'c>(
    executor: impl Executor<'c, Database = sqlx::Postgres>,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query_as(BY_LANGUAGE).bind(row_security::tables().collect::<Vec<_>>()).fetch_all(executor).await
}

/// Makes ids compare as they do in SQLite and in this program. Lists are in the order of ids, which is that of time, and go on
/// after an id; by the rules of a language neither holds.
async fn compare_ids_by_bytes(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let columns = ids_by_language(&mut *connection).await?;
    if columns.is_empty() {
        return Ok(());
    }
    tracing::info!(columns = columns.len(), "making ids compare by their bytes");
    // A policy holds on to the columns that it names; all are made again afterwards.
    let policies: Vec<String> = sqlx::query_scalar(
        "SELECT format('DROP POLICY %I ON %s', p.polname, CAST(p.polrelid AS regclass)) FROM pg_policy p
         WHERE p.polrelid = ANY (SELECT to_regclass(name) FROM unnest($1) name)",
    )
    .bind(row_security::tables().collect::<Vec<_>>())
    .fetch_all(&mut *connection)
    .await?;
    let columns = columns
        .into_iter()
        .map(|(table, column)| format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE TEXT COLLATE \"C\""));
    for statement in policies.into_iter().chain(columns) {
        sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The function of a trigger on a table that `events` took the place of goes with it.
const PROTECT_EVENTS: &str = "
    DROP FUNCTION IF EXISTS audit_events_refuse();
    CREATE OR REPLACE FUNCTION events_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $body$ BEGIN RAISE EXCEPTION 'events are never changed, and audited ones never deleted'; END $body$;
    DO $do$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'events_no_update' AND tgrelid = 'events'::regclass) THEN
        CREATE TRIGGER events_no_update BEFORE UPDATE OR TRUNCATE ON events
        FOR EACH STATEMENT EXECUTE FUNCTION events_refuse();
      END IF;
      IF NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgname = 'events_no_delete' AND tgrelid = 'events'::regclass) THEN
        CREATE TRIGGER events_no_delete BEFORE DELETE ON events
        FOR EACH ROW WHEN (OLD.sequence IS NOT NULL) EXECUTE FUNCTION events_refuse();
      END IF;
    END $do$";

/// Makes the database itself refuse to change an event, and to delete one that is an entry of the audit log.
async fn protect_events(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(PROTECT_EVENTS).execute(connection).await.map(drop)
}

/// Warns of a PostgreSQL server that may lose acknowledged commits in a power cut. Only its operator can mend it.
async fn warn_of_settings(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let (synchronous_commit, fsync, full_page_writes): (String, String, String) = sqlx::query_as(
        "SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('full_page_writes')",
    )
    .fetch_one(connection)
    .await?;
    if synchronous_commit == "off" || fsync == "off" || full_page_writes == "off" {
        tracing::warn!(synchronous_commit, fsync, full_page_writes, "PostgreSQL may lose acknowledged changes");
    }
    Ok(())
}
