//! SQLite's only connection that writes, and how several transactions share one durable commit (docs/decisions/0020).
//!
//! Transactions take turns. One that commits while another waits for its turn releases its savepoint, hands the connection over
//! with everything that is open on it, and waits until the last of the group commits for all. A transaction that nobody waits
//! behind commits alone, as if there were no groups.
//!
//! Whoever has the turn may disappear at any moment, since requests are cancelled. Then what it wrote is undone up to its
//! savepoint, and the turn goes to the next one; if there is none, a task ends the group.

mod group;
mod member;
mod turn;
mod uncommitted;

use std::time::Duration;

use sqlx::SqlitePool;
use tokio::time::{sleep, timeout};

use crate::error::Error;
use group::Group;
pub(crate) use member::Member;
use turn::Queue;

pub use uncommitted::once_durable;

/// Another process that waits for SQLite's lock tries again every 100 ms, and a server with much to write leaves it no gap. So
/// after this time without one, it makes one.
const WITHOUT_A_GAP: Duration = Duration::from_secs(2);
const GAP: Duration = Duration::from_millis(110);

/// The first savepoint comes with the transaction, so that a transaction alone runs no statement more than without groups.
const BEGIN: &str = "BEGIN IMMEDIATE; SAVEPOINT member";

/// The connection that writes, and those who wait for it.
#[derive(Debug, Clone)]
pub struct WriteGroups {
    writer: SqlitePool,
    queue: Queue,
    wait: Duration,
}

impl WriteGroups {
    /// Lets transactions take turns on the only connection of a pool; each waits at most that long for its turn.
    pub(crate) fn new(writer: SqlitePool, wait: Duration) -> Self {
        Self { writer, queue: Queue::default(), wait }
    }

    /// A transaction that writes.
    pub(crate) async fn begin(&self) -> Result<Member, Error> {
        let too_late = |_| Error::Busy("database: the connection that writes was busy for too long".to_owned());
        let mut turn = timeout(self.wait, self.queue.turn()).await.map_err(too_late)??;
        if !turn.join().await {
            if self.queue.busy_for() > WITHOUT_A_GAP {
                sleep(GAP).await;
                self.queue.made_a_gap();
            }
            turn.open(Group::new(self.writer.begin_with(BEGIN).await?));
        }
        Ok(Member::new(turn))
    }
}

#[cfg(test)]
mod tests;
