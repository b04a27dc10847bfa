//! Whether anything at all was committed since: one value tells, whichever process it was.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sqlx::PgPool;

use super::engine::Store;
use crate::error::ApiError;

/// A state of the whole database: another one after every commit, and none comes twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Arc<str>);

/// The state of the database now; none where that cannot be told.
pub async fn stamp(store: &Store) -> Result<Option<Stamp>, ApiError> {
    match store {
        Store::Sqlite { watcher, .. } => Ok(watcher.stamp()),
        Store::Postgres { everything, snapshots, .. } if snapshots.load(Ordering::Relaxed) => {
            let snapshot: String = sqlx::query_scalar(SNAPSHOT).fetch_one(everything).await?;
            Ok(Some(Stamp(snapshot.into())))
        }
        Store::Postgres { .. } => Ok(None),
    }
}

/// A connection to SQLite that never writes, so that it sees every commit as another's.
///
/// It is asked in the thread that wants to know, which takes three microseconds and never waits: to hand the question over to
/// a thread of its own and the answer back takes several times as long.
#[derive(Debug, Clone)]
pub struct Watcher {
    path: Arc<Path>,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    connection: Option<Connection>,
    /// How many were opened so far.
    opened: u64,
}

impl Watcher {
    /// None opened yet.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.into(), open: Arc::default() }
    }

    /// SQLite's number of the commits that this connection saw of others, and which connection that was, since the numbers
    /// of two have nothing to do with each other (<https://www.sqlite.org/pragma.html#pragma_data_version>). None when it
    /// cannot tell at once: what then asks the tables waits, or says what is wrong.
    fn stamp(&self) -> Option<Stamp> {
        let mut open = self.open();
        // Taken out, so that one that failed is not asked again: another one begins to count anew.
        let connection = if let Some(connection) = open.connection.take() {
            connection
        } else {
            open.opened += 1;
            connect(&self.path).ok()?
        };
        let version: i64 = connection.prepare_cached(DATA_VERSION).ok()?.query_row([], |row| row.get(0)).ok()?;
        open.connection = Some(connection);
        Some(Stamp(format!("{}:{version}", open.opened).into()))
    }

    pub(super) fn close(&self) {
        // There is nothing that could be lost.
        drop(self.open().connection.take());
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // Whoever panicked with the lock held took the connection with him.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that does not wait for others.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// How many commits of others a connection saw.
const DATA_VERSION: &str = "PRAGMA data_version";

/// Which transactions PostgreSQL takes as committed: each that commits moves the end of the list or leaves it, and their
/// numbers of 64 bits never come again (PostgreSQL's documentation, section 9.27.8).
const SNAPSHOT: &str = "SELECT CAST(pg_current_snapshot() AS TEXT)";

/// Engines that speak PostgreSQL's language and are several servers, whose commits are not all in the list of one.
const SEVERAL_SERVERS: &str = "
    SELECT version() NOT LIKE 'PostgreSQL %' OR version() LIKE '%-YB-%' OR version() LIKE '%Greenplum%'
        OR EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')";

/// A commit that changes nothing.
const COMMIT_NOTHING: &str =
    "UPDATE _sqlx_migrations SET success = success WHERE version = (SELECT MIN(version) FROM _sqlx_migrations)";

/// Whether the snapshots of this server tell of every commit: not where it is one of several, and not unless they tell of one
/// that is made to see. In doubt they are not used, and every request asks the tables.
pub(super) async fn try_snapshots(pool: &PgPool, snapshots: &AtomicBool) {
    let tried = async {
        if sqlx::query_scalar::<_, bool>(SEVERAL_SERVERS).fetch_one(pool).await? {
            return Ok(false);
        }
        let before: String = sqlx::query_scalar(SNAPSHOT).fetch_one(pool).await?;
        sqlx::query(COMMIT_NOTHING).execute(pool).await?;
        let after: String = sqlx::query_scalar(SNAPSHOT).fetch_one(pool).await?;
        Ok::<_, sqlx::Error>(before != after)
    };
    let told = tried.await.unwrap_or(false);
    if !told {
        tracing::info!("the database does not tell of commits: each view of a tracking page asks its tables");
    }
    snapshots.store(told, Ordering::Relaxed);
}
