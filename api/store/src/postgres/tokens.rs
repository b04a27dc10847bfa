//! The change token of PostgreSQL.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use sqlx::Row;
use sqlx::error::DatabaseError;

use super::pool::SessionPool;
use super::servers::{Servers, standby};
use super::session::{SHORT, SIGN_OF_LIFE, Session};
use crate::begin::{Begin, Scope, begin};
use crate::change_token::ChangeToken;
use crate::error::Error;

/// A PostgreSQL connection used for nothing else, so that no page waits for a busy pool to learn that nothing has
/// changed.
#[derive(Debug)]
pub(crate) struct PostgresTokens {
    servers: Arc<Servers>,
    session: tokio::sync::Mutex<Option<Session>>,
    /// How many connections there were.
    opened: AtomicU64,
    /// Whether the token changes with every commit.
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

    /// The state of the database, from the server that accepts writes; fails on any other.
    pub(crate) async fn token(&self) -> Result<Option<ChangeToken>, Error> {
        if !self.tells.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let mut kept = self.session.lock().await;
        // An idle connection may have died, or its server with it: then another one is tried, once.
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
            // A pooler came in between, and the role may not read what is needed then.
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
        let opened = self.opened.load(Ordering::Relaxed);
        let mut found = None;
        if session.is_marked() {
            let row = session.row(STATE_OF_SESSION, deadline).await?;
            if session.has_mark(row.try_get("mark")?) {
                found = Some((row, opened.to_string()));
            } else {
                self.servers.found_a_pooler();
            }
        }
        let (row, life) = if let Some(found) = found {
            found
        } else {
            let row = session.row(STATE_OF_SERVER, deadline).await?;
            let life = format!("{opened} {}", row.try_get::<&str, _>("life")?);
            (row, life)
        };
        if row.try_get("in_recovery")? {
            return Err(standby());
        }
        Ok(ChangeToken::of(&life, row.try_get("state")?))
    }

    /// Finds out whether this server tells of every commit: not where it is one of several, and not unless it tells of one that
    /// is made to see. In doubt it is not asked, and every request asks the tables.
    pub(super) async fn try_out(&self, everything: &SessionPool) {
        let tried = async {
            let begin = begin(Begin::Write, Scope::Everything)?;
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
            tracing::info!("the database has no change token: each view of a tracking page queries its tables");
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
        CAST(pg_current_snapshot() AS TEXT) AS state,
        CAST(c.checkpoint_lsn AS TEXT) || ' ' || CAST(c.timeline_id AS TEXT) || ' '
            || CAST(EXTRACT(epoch FROM pg_postmaster_start_time()) AS TEXT) AS life
    FROM pg_control_checkpoint() c";

/// Engines that speak PostgreSQL's protocol but consist of several servers, whose commits are not all in one list.
pub(super) const SEVERAL_SERVERS: &str = "
    SELECT version() NOT LIKE 'PostgreSQL %' OR version() LIKE '%-YB-%' OR version() LIKE '%Greenplum%'
        OR EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')";

/// A commit that changes nothing.
const COMMIT_NOTHING: &str =
    "UPDATE _sqlx_migrations SET success = success WHERE version = (SELECT MIN(version) FROM _sqlx_migrations)";
