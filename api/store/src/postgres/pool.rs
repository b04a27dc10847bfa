//! A pool of connections, each to whichever server accepts writes.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{BuildError, Object, Pool, PoolError, QueueMode, TimeoutType};
use sqlx::Error;
use sqlx::error::DatabaseError;

use super::lease::Lease;
use super::servers::{Servers, standby, unreachable};
use super::sessions::Sessions;
use crate::pool_usage::PoolUsage;

/// How long a request waits for a connection that others use before it is answered 503.
const WAIT: Duration = Duration::from_secs(2);
/// How long all attempts together may take.
const CREATE: Duration = Duration::from_secs(5);

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
            // The most recently used one is the least likely to have died.
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
