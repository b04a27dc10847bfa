//! The two engines behind one type, how they are opened, and what a transaction is.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use shared::ids::OrganizationId;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqlitePool};

use crate::across::{AcrossReader, AcrossTx};
use crate::begin::Begin;
use crate::change_token::ChangeToken;
use crate::db::Reader;
use crate::error::Error;
use crate::open_error::OpenError;
use crate::pool_usage::PoolUsage;
use crate::postgres::Postgres;
use crate::sqlite_file::SqliteFile;
use crate::sqlite_watcher::Watcher;
use crate::tx::{Open, Snapshot, Tx};
use crate::write_groups::WriteGroups;

/// How long a request waits for a connection before it is answered 503.
const POOL_WAIT: Duration = Duration::from_secs(2);
/// How long SQLite waits for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
const SQLITE_READERS: u32 = 8;
/// How much of SQLite's write-ahead log stays on the disk once nobody needs more of it, in bytes. Who reads one moment
/// for long, as an export does, lets it grow.
const WAL_BYTES: i64 = 16 * 1024 * 1024;
/// The database.
#[derive(Debug, Clone)]
pub enum Store {
    /// Embedded: one connection writes, others read.
    Sqlite {
        /// The only connection that writes.
        writer: SqlitePool,
        /// Who uses it next.
        groups: WriteGroups,
        /// Connections that only read.
        readers: SqlitePool,
        /// A connection that tells when another one wrote.
        watcher: Watcher,
        /// The file that all of them opened.
        file: SqliteFile,
    },
    /// A server, shared by several processes. It shows a transaction only what that is for.
    Postgres(Arc<Postgres>),
}

impl Store {
    /// Opens the database that a URL names: `postgres://...`, or `sqlite:PATH`.
    pub async fn open(url: &str) -> Result<Self, OpenError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Ok(Self::Postgres(Arc::new(Postgres::open(url).await?)))
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
            // PostgreSQL's name for the order that SQLite has anyway, so that one text serves both.
            .collation("C", str::cmp)
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
        let groups = WriteGroups::new(writer.clone(), POOL_WAIT);
        Ok(Self::Sqlite { writer, groups, readers, watcher: Watcher::new(path), file: SqliteFile::of(path) })
    }

    /// A connection that only reads, and on PostgreSQL sees nothing but this organisation.
    pub async fn read(&self, organization: &OrganizationId) -> Result<Reader, Error> {
        match self {
            Self::Sqlite { .. } => Ok(self.read_across().await?.into_reader()),
            Self::Postgres(postgres) => Ok(Reader::Postgres(postgres.tenant(Begin::Read, organization).await?)),
        }
    }

    /// A connection that only reads, of all organisations: for tracking pages, for who is not signed in yet, and for what
    /// the server does by itself.
    pub async fn read_across(&self) -> Result<AcrossReader, Error> {
        Ok(AcrossReader::new(match self {
            Self::Sqlite { readers, file, .. } => {
                file.check()?;
                Reader::Sqlite(readers.acquire().await?)
            }
            Self::Postgres(postgres) => Reader::Postgres(postgres.across(Begin::Read).await?),
        }))
    }

    /// One moment of an organisation, for as long as reading it takes.
    pub async fn snapshot(&self, organization: &OrganizationId) -> Result<Snapshot, Error> {
        Ok(Snapshot(match self {
            Self::Sqlite { readers, file, .. } => {
                file.check()?;
                Open::Sqlite(readers.begin().await?)
            }
            Self::Postgres(postgres) => Open::Postgres(postgres.tenant(Begin::Snapshot, organization).await?),
        }))
    }

    /// A transaction that writes, and on PostgreSQL sees nothing but this organisation. On SQLite it takes the write lock at
    /// once, so that it cannot fail half-way for it.
    pub async fn begin(&self, organization: &OrganizationId) -> Result<Tx, Error> {
        Ok(Tx::new(match self {
            Self::Sqlite { groups, file, .. } => begin_sqlite(groups, file).await?,
            Self::Postgres(postgres) => Open::Postgres(postgres.tenant(Begin::Write, organization).await?),
        }))
    }

    /// A transaction that writes, in all organisations: see [`Store::read_across`].
    pub async fn begin_across(&self) -> Result<AcrossTx, Error> {
        Ok(AcrossTx::new(Tx::new(match self {
            Self::Sqlite { groups, file, .. } => begin_sqlite(groups, file).await?,
            Self::Postgres(postgres) => Open::Postgres(postgres.across(Begin::Write).await?),
        })))
    }

    /// The version of the whole database now; none where that cannot be told.
    pub async fn change_token(&self) -> Result<Option<ChangeToken>, Error> {
        match self {
            Self::Sqlite { watcher, file, .. } => {
                file.check()?;
                Ok(watcher.token())
            }
            Self::Postgres(postgres) => postgres.tokens.token().await,
        }
    }

    /// The pools by name, and how full they are.
    pub fn pools(&self) -> [(&'static str, PoolUsage); 2] {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                [("writer", PoolUsage::of(writer)), ("readers", PoolUsage::of(readers))]
            }
            Self::Postgres(postgres) => {
                [("tenants", postgres.tenants.usage()), ("everything", postgres.everything.usage())]
            }
        }
    }

    /// Closes all connections and waits until they are.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, watcher, .. } => {
                watcher.close();
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(postgres) => postgres.close().await,
        }
    }
}

async fn begin_sqlite(groups: &WriteGroups, file: &SqliteFile) -> Result<Open, Error> {
    file.check()?;
    Ok(Open::SqliteWrite(groups.begin().await?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
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

    #[tokio::test]
    async fn an_unknown_engine_is_refused() {
        assert!(matches!(Store::open("mysql://x").await, Err(OpenError::Scheme)));
    }
}
