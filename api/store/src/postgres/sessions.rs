//! Creates the connections of a pool, and decides whether one may be reused.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use sqlx::Error;

use super::servers::Servers;
use super::session::Session;

/// After this time a connection is replaced: the server keeps the memory that its largest statement took.
const OLDEST: Duration = Duration::from_mins(30);

/// Creates connections, and decides whether one may be reused.
pub(super) struct Sessions {
    pub(super) servers: Arc<Servers>,
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
        let doubts = self.servers.doubts();
        Ok(Kept { session: self.servers.connect_marked().await?, doubts })
    }

    async fn recycle(&self, kept: &mut Kept, _: &Metrics) -> RecycleResult<Error> {
        let doubts = self.servers.doubts();
        if !kept.session.is_whole() || kept.session.age() > OLDEST {
            return Err(RecycleError::message("too old"));
        }
        if kept.session.is_marked() && self.servers.is_pooled() {
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
