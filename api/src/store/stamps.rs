//! Whether anything at all was committed since: one value tells, whichever process it was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, PgPool};
use tokio::sync::Mutex;

use super::engine::Store;
use crate::error::ApiError;

/// A state of the whole database: another one after every commit, and none comes twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Arc<str>);

/// The state of the database now; none where that cannot be told.
pub async fn stamp(store: &Store) -> Result<Option<Stamp>, ApiError> {
    match store {
        Store::Sqlite { watcher, .. } => watcher.stamp().await.map(Some),
        Store::Postgres { everything, snapshots, .. } if snapshots.load(Ordering::Relaxed) => {
            let snapshot: String = sqlx::query_scalar(SNAPSHOT).fetch_one(everything).await?;
            Ok(Some(Stamp(snapshot.into())))
        }
        Store::Postgres { .. } => Ok(None),
    }
}

/// A connection to SQLite that never writes, so that it sees every commit as another's.
#[derive(Debug, Clone)]
pub struct Watcher {
    options: Arc<SqliteConnectOptions>,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    connection: Option<SqliteConnection>,
    /// How many were opened so far.
    opened: u64,
}

impl Watcher {
    /// None opened yet.
    pub(super) fn new(options: SqliteConnectOptions) -> Self {
        Self { options: Arc::new(options), open: Arc::default() }
    }

    /// SQLite's number of the commits that this connection saw of others, and which connection that was, since the numbers
    /// of two have nothing to do with each other (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    async fn stamp(&self) -> Result<Stamp, ApiError> {
        let mut open = self.open.lock().await;
        // Taken out, so that one that fails or is given up is not asked again: another one begins to count anew.
        let mut connection = if let Some(connection) = open.connection.take() {
            connection
        } else {
            open.opened += 1;
            self.options.connect().await?
        };
        let version: i64 = sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut connection).await?;
        open.connection = Some(connection);
        Ok(Stamp(format!("{}:{version}", open.opened).into()))
    }

    pub(super) async fn close(&self) {
        if let Some(connection) = self.open.lock().await.connection.take() {
            // There is nothing that could be lost.
            let _ = connection.close().await;
        }
    }
}

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
