//! A transaction in a group.

use sqlx::sqlite::SqliteConnection;

use super::turn::Turn;
use super::uncommitted;
use crate::error::Error;

/// A transaction that may share its commit with others. Dropped, it leaves nothing.
#[derive(Debug)]
pub(crate) struct Member {
    /// None once it has ended.
    turn: Option<Turn>,
}

impl Member {
    pub(super) fn new(turn: Turn) -> Self {
        Self { turn: Some(turn) }
    }

    /// The connection.
    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        match &mut self.turn {
            Some(turn) => turn.group().connection(),
            None => unreachable!("only the commit takes it"),
        }
    }

    /// Returns once what it wrote is durable.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        let Some(turn) = self.turn.take() else { return Ok(()) };
        let outcome = match (turn.is_shared(), turn.others().is_some()) {
            (false, false) => return turn.commit_alone().await,
            (false, true) => turn.commit_for_all(),
            (true, _) => turn.commit_later().await?,
        };
        outcome.wait().await
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // It may have read what others of its group wrote.
        if let Some(outcome) = self.turn.as_ref().and_then(Turn::others) {
            uncommitted::seen(outcome);
        }
    }
}
