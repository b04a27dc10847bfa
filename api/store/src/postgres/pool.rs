//! Connections that are kept, each made to whichever server takes writes.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;
use std::{fmt, io};

use deadpool::Runtime;
use deadpool::managed::{
    BuildError, Manager, Metrics, Object, Pool, PoolError, QueueMode, RecycleError, RecycleResult, TimeoutType,
};
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions, Error, Row};
use tokio::time::timeout;

use super::address::Address;
use super::lease::Lease;
use super::session::{SHORT, Session};
use crate::pool_usage::PoolUsage;

/// How long a request waits for a connection that others use before it is answered 503.
const WAIT: Duration = Duration::from_secs(2);
/// How often it is tried whether a pooler gives one connection the session of another.
const POOLER_TRIES: usize = 3;
/// How long one server has to let itself be connected to.
const CONNECT: Duration = Duration::from_millis(1500);
/// How long all of them have together.
const CREATE: Duration = Duration::from_secs(5);
/// After so long a connection is made anew: a server keeps the memory that its largest statement took.
const OLDEST: Duration = Duration::from_mins(30);

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
        // On the heap: what is seldom needed would have to be moved about with every request.
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

fn unreachable(why: &'static str) -> Error {
    Error::Io(io::Error::new(io::ErrorKind::NotConnected, why))
}

/// Why a server in recovery is not asked.
pub(crate) fn standby() -> Error {
    unreachable(
        "the server is a standby, which may answer with the past: name the one that takes writes, or all of them",
    )
}

/// What a standby says to a transaction that claims that it may write (`feature_not_supported`).
const NOT_IN_RECOVERY: &str = "0A000";

/// A number of connections.
#[derive(Debug, Clone)]
pub struct SessionPool(Pool<Sessions>);

impl SessionPool {
    pub(super) fn new(servers: &Arc<Servers>, connections: usize) -> Result<Self, BuildError> {
        let pool = Pool::builder(Sessions { servers: Arc::clone(servers) })
            .max_size(connections)
            .wait_timeout(Some(WAIT))
            .create_timeout(Some(CREATE))
            .recycle_timeout(Some(WAIT))
            // The one used last is the least likely to have died meanwhile.
            .queue_mode(QueueMode::Lifo)
            .runtime(Runtime::Tokio1)
            .build()?;
        Ok(Self(pool))
    }

    /// A transaction, begun by these statements.
    pub(crate) async fn begin(&self, statements: String) -> Result<Lease, Error> {
        loop {
            let session = self.0.get().await.map_err(pool_error)?;
            let is_new = Object::metrics(&session).recycle_count == 0;
            match Lease::begin(session, &statements).await {
                Ok(Some(lease)) => return Ok(lease),
                Ok(None) => self.0.manager().servers.found_a_pooler(),
                // The server ended a connection while it was idle, and says so now; the next one may be a new one. One that
                // did not answer in time used up the time of this request.
                Err(Error::Io(error)) if !is_new && error.kind() != io::ErrorKind::TimedOut => {
                    self.0.manager().servers.doubt();
                }
                Err(error) => {
                    self.0.manager().servers.doubt();
                    let code = error.as_database_error().and_then(DatabaseError::code);
                    return Err(if code.as_deref() == Some(NOT_IN_RECOVERY) { standby() } else { error });
                }
            }
        }
    }

    /// How many connections there are.
    pub fn usage(&self) -> PoolUsage {
        let status = self.0.status();
        PoolUsage { open: status.size, idle: status.available, max: status.max_size }
    }

    pub(super) fn close(&self) {
        self.0.close();
    }
}

fn pool_error(error: PoolError<Error>) -> Error {
    match error {
        PoolError::Backend(error) => error,
        PoolError::Timeout(TimeoutType::Wait) => Error::PoolTimedOut,
        PoolError::Closed => Error::PoolClosed,
        PoolError::Timeout(_) | PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => {
            unreachable("no connection could be made in time")
        }
    }
}

/// Makes connections, and tells whether one may be used again.
pub(super) struct Sessions {
    servers: Arc<Servers>,
}

/// A connection, and how many doubts there were when it last answered.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) session: Session,
    doubts: u64,
}

impl Manager for Sessions {
    type Type = Kept;
    type Error = Error;

    async fn create(&self) -> Result<Kept, Error> {
        let doubts = self.servers.doubts.load(Ordering::Relaxed);
        Ok(Kept { session: self.servers.connect_marked().await?, doubts })
    }

    async fn recycle(&self, kept: &mut Kept, _: &Metrics) -> RecycleResult<Error> {
        let doubts = self.servers.doubts.load(Ordering::Relaxed);
        if !kept.session.is_whole() || kept.session.age() > OLDEST {
            return Err(RecycleError::message("too old"));
        }
        if kept.session.is_marked() && self.servers.is_pooled.load(Ordering::Relaxed) {
            return Err(RecycleError::message("what it prepares would stay behind"));
        }
        if kept.session.is_doubtful() {
            if kept.doubts != doubts {
                return Err(RecycleError::message("doubtful"));
            }
            if let Err(error) = kept.session.show_life().await {
                self.servers.doubt();
                return Err(error.into());
            }
        }
        kept.doubts = doubts;
        Ok(())
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sessions")
    }
}
