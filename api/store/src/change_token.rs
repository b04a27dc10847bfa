//! Whether anything at all was committed since: one value tells, whichever process it was.

use std::borrow::Cow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sqlx::Row;
use sqlx::error::DatabaseError;

use super::engine::Store;
use super::postgres::pool::{Servers, SessionPool, standby};
use super::postgres::session::{SHORT, SIGN_OF_LIFE, Session};
use super::row_security::{self, Begin, Scope};
use crate::error::Error;

/// A state of the whole database: another one after every commit, and none comes twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeToken(Arc<str>);

/// The state of the database now; none where that cannot be told.
pub async fn change_token(store: &Store) -> Result<Option<ChangeToken>, Error> {
    match store {
        Store::Sqlite { watcher, file, .. } => {
            file.check()?;
            Ok(watcher.token())
        }
        Store::Postgres(postgres) => postgres.tokens.token().await,
    }
}

/// A connection to SQLite that never writes, so that it sees every commit as another's.
///
/// It is asked on the caller's thread, which takes three microseconds and never waits: to hand the question over to a thread
/// of its own and the answer back takes several times as long.
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
    fn token(&self) -> Option<ChangeToken> {
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
        Some(ChangeToken(format!("{}:{version}", open.opened).into()))
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

/// A connection to PostgreSQL that is asked for nothing else, so that no page waits for a busy pool to learn that nothing has
/// changed.
#[derive(Debug)]
pub(super) struct PostgresTokens {
    servers: Arc<Servers>,
    session: tokio::sync::Mutex<Option<Session>>,
    /// How many connections there were.
    opened: AtomicU64,
    /// Whether one value tells of every commit.
    tells: AtomicBool,
}

impl PostgresTokens {
    pub(super) fn new(servers: &Arc<Servers>) -> Self {
        let servers = Arc::clone(servers);
        Self {
            servers,
            session: tokio::sync::Mutex::default(),
            opened: AtomicU64::new(0),
            tells: AtomicBool::new(false),
        }
    }

    /// The state of the database, as the server tells it that takes writes; fails on any other.
    async fn token(&self) -> Result<Option<ChangeToken>, Error> {
        if !self.tells.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut kept = self.session.lock().await;
        // One that was idle may have died meanwhile, or its server with it: then another one is asked, once.
        if let Some(mut session) = kept.take() {
            let deadline = if session.is_doubtful() { SIGN_OF_LIFE } else { SHORT };
            if let Ok(token) = self.ask(&mut session, deadline).await {
                *kept = Some(session);
                return Ok(Some(token));
            }
            self.servers.doubt();
        }
        self.opened.fetch_add(1, Ordering::Relaxed);
        let mut session = self.servers.connect_marked().await?;
        match self.ask(&mut session, SHORT).await {
            Ok(token) => {
                *kept = Some(session);
                Ok(Some(token))
            }
            // A pooler came in between, and the role may not ask what is asked then.
            Err(error) if code(&error) == FORBIDDEN => {
                self.tells.store(false, Ordering::Relaxed);
                Ok(None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// A server that crashed, was promoted or put back has ended its sessions, so in the session that was marked the number of
    /// the connection stands for all of that. Behind a pooler connections outlive their server: what tells one life of the
    /// server from another is part of the token then.
    async fn ask(&self, session: &mut Session, deadline: Duration) -> Result<ChangeToken, sqlx::Error> {
        let mut row = None;
        if session.is_marked() {
            let found = session.row(STATE_OF_SESSION, deadline).await?;
            if session.has_mark(found.try_get("mark")?) {
                row = Some(found);
            } else {
                self.servers.found_a_pooler();
            }
        }
        let row = match row {
            Some(row) => row,
            None => session.row(STATE_OF_SERVER, deadline).await?,
        };
        if row.try_get("in_recovery")? {
            return Err(standby());
        }
        let state: String = row.try_get("state")?;
        Ok(ChangeToken(format!("{} {state}", self.opened.load(Ordering::Relaxed)).into()))
    }

    /// Finds out whether this server tells of every commit: not where it is one of several, and not unless it tells of one that
    /// is made to see. In doubt it is not asked, and every request asks the tables.
    pub(super) async fn try_out(&self, everything: &SessionPool) {
        let tried = async {
            let begin = row_security::begin(Begin::Write, Scope::Everything)?;
            let mut lease = everything.begin(begin).await?;
            if sqlx::query_scalar::<_, bool>(SEVERAL_SERVERS).fetch_one(lease.session()).await? {
                return Ok(false);
            }
            self.tells.store(true, Ordering::Relaxed);
            let before = self.token().await?;
            lease.session().run(COMMIT_NOTHING, SHORT).await?;
            lease.commit().await?;
            Ok::<_, Error>(before != self.token().await?)
        };
        let told = tried.await.unwrap_or(false);
        if !told {
            tracing::info!("the database does not tell of commits: each view of a tracking page asks its tables");
        }
        self.tells.store(told, Ordering::Relaxed);
    }

    pub(super) async fn close(&self) {
        drop(self.session.lock().await.take());
    }
}

/// `insufficient_privilege`.
const FORBIDDEN: &str = "42501";

fn code(error: &sqlx::Error) -> Cow<'_, str> {
    error.as_database_error().and_then(DatabaseError::code).unwrap_or_default()
}

/// Which transactions PostgreSQL takes as committed: each that commits moves the end of the list or leaves it, and their
/// numbers of 64 bits do not come again while the server runs (PostgreSQL's documentation, section 9.27.8). After a crash and
/// after a promotion those of transactions that were rolled back do: nothing had to remember them.
const STATE_OF_SESSION: &str = "
    SELECT pg_is_in_recovery() AS in_recovery, CAST(pg_current_snapshot() AS TEXT) AS state,
        COALESCE(current_setting('importops.session', true), '') AS mark";

/// The same with what tells one life of the server from another: what recovers makes a checkpoint before it lets anybody in,
/// a server that starts has another start time, and a promoted one another timeline.
const STATE_OF_SERVER: &str = "
    SELECT pg_is_in_recovery() AS in_recovery,
        CAST(pg_current_snapshot() AS TEXT) || ' ' || CAST(c.checkpoint_lsn AS TEXT) || ' '
            || CAST(c.timeline_id AS TEXT) || ' ' || CAST(EXTRACT(epoch FROM pg_postmaster_start_time()) AS TEXT) AS state
    FROM pg_control_checkpoint() c";

/// Engines that speak PostgreSQL's language and are several servers, whose commits are not all in the list of one.
const SEVERAL_SERVERS: &str = "
    SELECT version() NOT LIKE 'PostgreSQL %' OR version() LIKE '%-YB-%' OR version() LIKE '%Greenplum%'
        OR EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')";

/// A commit that changes nothing.
const COMMIT_NOTHING: &str =
    "UPDATE _sqlx_migrations SET success = success WHERE version = (SELECT MIN(version) FROM _sqlx_migrations)";
