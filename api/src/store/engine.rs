//! The two engines behind one type, how they are opened, and what a transaction is.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use shared::ids::OrganizationId;
use sqlx::migrate::Migrator;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::error::ApiError;
use crate::store::audit::{self, AuditRow};
use crate::store::outbox::{self, Happened};
use crate::store::row_security::{self, EVERYTHING, SETTING};
use crate::store::stamps::{self, Watcher};

static MIGRATOR: Migrator = sqlx::migrate!("../migrations");

/// How long a request waits for a connection before it is answered 503.
const POOL_WAIT: Duration = Duration::from_secs(2);
/// How long a connection to PostgreSQL may have been idle to be used without being tried first.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// How long SQLite waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 8;
/// How much of SQLite's write-ahead log stays on the disk once nobody needs more of it, in bytes. Who reads one moment
/// for long, as an export does, lets it grow.
const WAL_BYTES: i64 = 16 * 1024 * 1024;
/// Connections to PostgreSQL that see one organisation at a time.
const TENANT_CONNECTIONS: u32 = 8;
/// Connections to PostgreSQL that see everything: tracking pages, signing in, what the server does by itself.
const OTHER_CONNECTIONS: u32 = 12;

/// The database.
#[derive(Debug, Clone)]
pub enum Store {
    /// Embedded: one connection writes, others read.
    Sqlite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// Connections that only read.
        readers: SqlitePool,
        /// A connection that tells when another one wrote.
        watcher: Watcher,
    },
    /// A server, shared by several processes. It shows a connection only what its pool is for.
    Postgres {
        /// Connections that see nothing until an organisation is set.
        tenants: PgPool,
        /// Connections that see everything.
        everything: PgPool,
        /// Whether one value tells of every commit (see [`crate::store::stamps`]).
        snapshots: Arc<AtomicBool>,
    },
}

/// One connection of either engine, for one statement or several.
#[derive(Debug)]
pub enum Db<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut PgConnection),
}

/// A connection that only reads, each statement for itself.
#[derive(Debug)]
pub enum Reader {
    /// SQLite.
    Sqlite(PoolConnection<Sqlite>),
    /// PostgreSQL.
    Postgres(PoolConnection<Postgres>),
}

/// A transaction that only reads: all of its statements see the same moment.
#[derive(Debug)]
pub struct Snapshot(Open);

/// A transaction that writes; dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    open: Open,
    /// What was done in it, for the audit log: written by the commit.
    pub(super) entries: Vec<AuditRow>,
    /// What happened in it besides, for webhooks: written by the commit.
    pub(super) happened: Vec<Happened>,
}

#[derive(Debug)]
enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Why the database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The engine refused.
    #[error("the database cannot be opened: {0}")]
    Engine(#[from] sqlx::Error),
    /// A migration failed.
    #[error("the database cannot be migrated: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A setting that protects data did not take.
    #[error("SQLite did not accept {setting}: it answers {answer}, and without it acknowledged data can be lost")]
    Setting {
        /// The pragma.
        setting: &'static str,
        /// What it says.
        answer: String,
    },
    /// The URL names neither engine.
    #[error("IMPORTOPS_DATABASE_URL must begin with postgres:// or sqlite:")]
    Scheme,
}

impl Store {
    /// Opens the database that a URL names: `postgres://...`, or `sqlite:PATH`.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = PgConnectOptions::from_str(url)?.disable_statement_logging();
            let pool = |connections| {
                let options = PgPoolOptions::new().max_connections(connections).acquire_timeout(POOL_WAIT);
                // A server that went away is found before a request needs it, without a round trip for each request.
                options.test_before_acquire(false).before_acquire(|connection, used| {
                    Box::pin(async move {
                        if used.idle_for > TRUSTED_FOR {
                            connection.ping().await?;
                        }
                        Ok(true)
                    })
                })
            };
            let sees_everything = options.clone().options([(SETTING, EVERYTHING)]);
            let everything = pool(OTHER_CONNECTIONS).connect_with(sees_everything).await?;
            let tenants = pool(TENANT_CONNECTIONS).connect_with(options).await?;
            warn_of_settings(&everything).await?;
            row_security::warn_of_role(&everything).await?;
            Ok(Self::Postgres { tenants, everything, snapshots: Arc::default() })
        } else if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(Path::new(path)).await
        } else {
            Err(OpenError::Scheme)
        }
    }

    async fn open_sqlite(path: &Path) -> Result<Self, OpenError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT)
            .pragma("journal_size_limit", WAL_BYTES.to_string())
            .disable_statement_logging();
        // There is no server that could have gone away.
        let pool = |connections| {
            let options = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(POOL_WAIT);
            options.test_before_acquire(false)
        };
        // What a full disk interrupted was undone by SQLite itself, of which the connection knows nothing: it would take every
        // later transaction for one inside of that.
        let writer = pool(1).before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }));
        let writer = writer.connect_with(options.clone()).await?;
        verify_settings(&writer).await?;
        let options = options.create_if_missing(false);
        let readers = pool(SQLITE_READERS).connect_with(options).await?;
        verify_settings(&readers).await?;
        Ok(Self::Sqlite { writer, readers, watcher: Watcher::new(path) })
    }

    /// Brings the schema up to date; several processes may start at once.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        match self {
            Self::Sqlite { writer, .. } => MIGRATOR.run(writer).await?,
            Self::Postgres { everything, snapshots, .. } => {
                MIGRATOR.run(everything).await?;
                row_security::protect(everything).await?;
                stamps::try_snapshots(everything, snapshots).await;
            }
        }
        protect_audit_log(self).await?;
        Ok(())
    }

    /// A connection that only reads, and on PostgreSQL sees nothing but this organisation.
    pub async fn read(&self, organization: &OrganizationId) -> Result<Reader, ApiError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            Self::Postgres { tenants, .. } => {
                let mut connection = tenants.acquire().await?;
                row_security::enter(&mut connection, organization).await?;
                Reader::Postgres(connection)
            }
        })
    }

    /// A connection that only reads, of all organisations: for tracking pages, for who is not signed in yet, and for what
    /// the server does by itself.
    pub async fn read_across(&self) -> Result<Reader, ApiError> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Reader::Sqlite(readers.acquire().await?),
            Self::Postgres { everything, .. } => Reader::Postgres(everything.acquire().await?),
        })
    }

    /// One moment of an organisation, for as long as reading it takes.
    pub async fn snapshot(&self, organization: &OrganizationId) -> Result<Snapshot, ApiError> {
        Ok(Snapshot(match self {
            Self::Sqlite { readers, .. } => Open::Sqlite(readers.begin().await?),
            Self::Postgres { tenants, .. } => {
                let begin = AssertSqlSafe(row_security::begin_snapshot(organization)?);
                Open::Postgres(tenants.begin_with(begin).await?)
            }
        }))
    }

    /// A transaction that writes, and on PostgreSQL sees nothing but this organisation. On SQLite it takes the write lock at
    /// once, so that it cannot fail half-way for it.
    pub async fn begin(&self, organization: &OrganizationId) -> Result<Tx, ApiError> {
        Ok(Tx::new(match self {
            Self::Sqlite { writer, .. } => Open::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { tenants, .. } => {
                let begin = AssertSqlSafe(row_security::begin(organization)?);
                Open::Postgres(tenants.begin_with(begin).await?)
            }
        }))
    }

    /// A transaction that writes, in all organisations: see [`Store::read_across`].
    pub async fn begin_across(&self) -> Result<Tx, ApiError> {
        Ok(Tx::new(match self {
            Self::Sqlite { writer, .. } => Open::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { everything, .. } => Open::Postgres(everything.begin().await?),
        }))
    }

    /// Closes all connections and waits until they are.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, watcher } => {
                watcher.close();
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres { tenants, everything, .. } => {
                tenants.close().await;
                everything.close().await;
            }
        }
    }
}

impl Reader {
    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(connection) => Db::Sqlite(connection),
            Self::Postgres(connection) => Db::Postgres(connection),
        }
    }
}

impl Db<'_> {
    /// The same connection, for one statement of several.
    pub fn again(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(connection) => Db::Sqlite(connection),
            Self::Postgres(connection) => Db::Postgres(connection),
        }
    }
}

impl Open {
    fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(transaction) => Db::Sqlite(transaction),
            Self::Postgres(transaction) => Db::Postgres(transaction),
        }
    }
}

impl Snapshot {
    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        self.0.db()
    }
}

impl Tx {
    fn new(open: Open) -> Self {
        Self { open, entries: Vec::new(), happened: Vec::new() }
    }

    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        self.open.db()
    }

    /// Makes everything that was written in it durable and visible, all at once, with its entries in the audit log and the
    /// events for webhooks.
    pub async fn commit(mut self) -> Result<(), ApiError> {
        let entries = std::mem::take(&mut self.entries);
        let happened = std::mem::take(&mut self.happened);
        outbox::write(self.db(), &entries, happened).await?;
        audit::write(self.db(), &entries).await?;
        match self.open {
            Open::Sqlite(transaction) => transaction.commit().await?,
            Open::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// Makes the database itself refuse to change or delete an entry of the audit log. The engines have no common
/// language for triggers, so this is no migration; it does nothing where the triggers are there already.
async fn protect_audit_log(store: &Store) -> Result<(), sqlx::Error> {
    match store {
        Store::Sqlite { writer, .. } => {
            for event in ["UPDATE", "DELETE"] {
                let trigger = format!(
                    "CREATE TRIGGER IF NOT EXISTS audit_events_no_{event} BEFORE {event} ON audit_events
                     BEGIN SELECT RAISE(ABORT, 'entries of the audit log are never changed'); END"
                );
                sqlx::query(AssertSqlSafe(trigger)).execute(writer).await?;
            }
        }
        Store::Postgres { everything: pool, .. } => {
            // The lock makes several processes that start at once take turns.
            sqlx::raw_sql(
                "BEGIN;
                 SELECT pg_advisory_xact_lock(7304117);
                 CREATE OR REPLACE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS
                 $body$ BEGIN RAISE EXCEPTION 'entries of the audit log are never changed'; END $body$;
                 DO $do$ BEGIN
                   IF NOT EXISTS (
                     SELECT 1 FROM pg_trigger
                     WHERE tgname = 'audit_events_no_change' AND tgrelid = 'audit_events'::regclass
                   ) THEN
                     CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
                     FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse();
                   END IF;
                 END $do$;
                 COMMIT",
            )
            .execute(pool)
            .await?;
        }
    }
    Ok(())
}

/// Reads the settings back: one that silently did not take would lose acknowledged revocations in a power cut.
async fn verify_settings(pool: &SqlitePool) -> Result<(), OpenError> {
    let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?;
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(pool).await?;
    let foreign_keys: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(pool).await?;
    let busy_timeout: i64 = sqlx::query_scalar("PRAGMA busy_timeout").fetch_one(pool).await?;
    let journal_size_limit: i64 = sqlx::query_scalar("PRAGMA journal_size_limit").fetch_one(pool).await?;
    let expected = [
        ("journal_mode=WAL", journal, "wal".to_owned()),
        // 2 is FULL (https://www.sqlite.org/pragma.html#pragma_synchronous).
        ("synchronous=FULL", synchronous.to_string(), "2".to_owned()),
        ("foreign_keys=ON", foreign_keys.to_string(), "1".to_owned()),
        ("busy_timeout", busy_timeout.to_string(), BUSY_TIMEOUT.as_millis().to_string()),
        ("journal_size_limit", journal_size_limit.to_string(), WAL_BYTES.to_string()),
    ];
    match expected.into_iter().find(|(_, answer, expected)| answer != expected) {
        Some((setting, answer, _)) => Err(OpenError::Setting { setting, answer }),
        None => Ok(()),
    }
}

/// Warns of a PostgreSQL server that may lose acknowledged commits in a power cut. Only its operator can mend it.
async fn warn_of_settings(pool: &PgPool) -> Result<(), OpenError> {
    let synchronous_commit: String = sqlx::query_scalar("SHOW synchronous_commit").fetch_one(pool).await?;
    let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(pool).await?;
    let full_page_writes: String = sqlx::query_scalar("SHOW full_page_writes").fetch_one(pool).await?;
    if synchronous_commit == "off" || fsync == "off" || full_page_writes == "off" {
        tracing::warn!(synchronous_commit, fsync, full_page_writes, "PostgreSQL may lose acknowledged changes");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_setting_that_did_not_take_is_refused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("test.sqlite");
        let store = Store::open(&format!("sqlite:{}", path.display())).await.unwrap();
        store.close().await;
        let options = SqliteConnectOptions::new().filename(&path).foreign_keys(true).busy_timeout(BUSY_TIMEOUT);
        let options = options.pragma("journal_size_limit", WAL_BYTES.to_string());
        for (synchronous, refused) in [(SqliteSynchronous::Normal, true), (SqliteSynchronous::Full, false)] {
            let options = options.clone().synchronous(synchronous);
            let pool = SqlitePoolOptions::new().connect_with(options).await.unwrap();
            let answer = verify_settings(&pool).await;
            let names_it = matches!(answer, Err(OpenError::Setting { setting: "synchronous=FULL", .. }));
            assert_eq!(names_it, refused);
        }
    }

    #[actix_web::test]
    async fn an_unknown_engine_is_refused() {
        assert!(matches!(Store::open("mysql://x").await, Err(OpenError::Scheme)));
    }
}
