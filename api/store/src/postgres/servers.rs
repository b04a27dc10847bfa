//! The servers of a URL, of which one accepts writes.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Error, Row};
use tokio::time::timeout;

use super::address::Address;
use super::session::{SHORT, Session};

/// How often to test whether a pooler gives one connection the session of another.
const POOLER_TRIES: usize = 3;
/// How long connecting to one server may take.
const CONNECT: Duration = Duration::from_millis(1500);

/// The servers of a URL, of which one takes writes.
#[derive(Debug)]
pub struct Servers {
    address: Address,
    /// Which was the right one last.
    last: AtomicUsize,
    /// How often a connection turned out to be dead.
    doubts: AtomicU64,
    /// Whether transactions of one connection are in different sessions, as a pooler gives them out.
    is_pooled: AtomicBool,
}

/// What a server says of itself: whether it replays what another one wrote, and whether transactions that say nothing only
/// read.
const WHAT_IT_IS: &str = "SELECT pg_is_in_recovery() AS in_recovery, \
     current_setting('default_transaction_read_only') = 'on' AS read_only";

impl Servers {
    pub(super) fn new(address: Address) -> Self {
        Self { address, last: AtomicUsize::new(0), doubts: AtomicU64::new(0), is_pooled: AtomicBool::new(false) }
    }

    /// How often a connection turned out to be dead.
    pub(super) fn doubts(&self) -> u64 {
        self.doubts.load(Ordering::Relaxed)
    }

    /// Whether a pooler is known to be in between.
    pub(super) fn is_pooled(&self) -> bool {
        self.is_pooled.load(Ordering::Relaxed)
    }

    /// A connection was found dead: from now on each of those that were idle is closed rather than tried, so that one request
    /// waits for one of them, not for all.
    pub(crate) fn doubt(&self) {
        self.doubts.fetch_add(1, Ordering::Relaxed);
    }

    /// Finds out whether there is a pooler in between that gives out sessions by transaction. In doubt there is one: that
    /// everything is right does not depend on it, for every transaction looks again, but what was prepared by then stays behind.
    pub(super) async fn look_for_a_pooler(&self) -> Result<(), Error> {
        let (mut one, mut other) = (self.connect_marked().await?, self.connect_marked().await?);
        let mut both_are_their_own = async || {
            for _ in 0..POOLER_TRIES {
                // Whoever asks first gets the session that was given back last, which is that of the other one.
                for session in [&mut one, &mut other] {
                    if !session.begin("BEGIN").await? {
                        return Ok::<_, Error>(false);
                    }
                }
                for session in [&mut one, &mut other] {
                    session.run("COMMIT", SHORT).await?;
                }
            }
            Ok(true)
        };
        if !both_are_their_own().await.unwrap_or(false) {
            self.found_a_pooler();
        }
        Ok(())
    }

    /// From now on nothing is kept in a session.
    pub(crate) fn found_a_pooler(&self) {
        if !self.is_pooled.swap(true, Ordering::Relaxed) {
            tracing::info!(
                "there is a pooler in front of PostgreSQL: statements are prepared anew for each transaction"
            );
        }
    }

    /// A connection that may keep what it prepares, unless there is a pooler.
    pub(crate) async fn connect_marked(&self) -> Result<Session, Error> {
        let mut session = self.connect().await?;
        if !self.is_pooled.load(Ordering::Relaxed) {
            session.mark().await?;
        }
        Ok(session)
    }

    /// A connection to the server that takes writes, for statements without parameters.
    async fn connect(&self) -> Result<Session, Error> {
        // On the heap: it is seldom needed, and would otherwise be moved around with every request.
        Ok(Session::new(Box::pin(self.connect_unbounded()).await?))
    }

    /// The same connection without deadlines for its statements, for what an upgrade takes.
    pub(super) async fn connect_unbounded(&self) -> Result<PgConnection, Error> {
        let servers = &self.address.servers;
        let last = self.last.load(Ordering::Relaxed);
        let mut refusal = None;
        for place in (0..servers.len()).map(|step| (last + step) % servers.len()) {
            let tried = timeout(CONNECT, self.try_one(&servers[place])).await;
            match tried.unwrap_or_else(|_| Err(unreachable("it did not answer in time"))) {
                Ok(connection) => {
                    self.last.store(place, Ordering::Relaxed);
                    return Ok(connection);
                }
                Err(error) => refusal = Some(error),
            }
        }
        Err(refusal.unwrap_or_else(|| unreachable("no server is named")))
    }

    async fn try_one(&self, server: &PgConnectOptions) -> Result<PgConnection, Error> {
        let mut connection = server.connect().await?;
        let found = sqlx::raw_sql(WHAT_IT_IS).fetch_one(&mut connection).await?;
        if found.try_get("in_recovery")? {
            return Err(standby());
        }
        if self.address.writable_by_default && found.try_get("read_only")? {
            return Err(unreachable("the server only reads, and target_session_attrs=read-write is set"));
        }
        Ok(connection)
    }
}

pub(super) fn unreachable(why: &'static str) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::NotConnected, why))
}

/// Why a server in recovery is not used.
pub(crate) fn standby() -> Error {
    unreachable(
        "the server is a standby, which may answer with the past: name the one that takes writes, or all of them",
    )
}
