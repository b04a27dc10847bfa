//! Transactions that become durable together.

use std::time::Duration;

use host::clock::Stopwatch;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Sqlite, Transaction};
use tokio::sync::watch;

use crate::error::Error;

/// How many transactions share a commit at most.
const MEMBERS: usize = 64;
/// After this time nobody joins: the first one waits for all others, and other processes for SQLite's lock.
const DURATION: Duration = Duration::from_millis(25);

/// A transaction of SQLite with the work of several members in it. Dropped, it leaves nothing, and all members get an error.
#[derive(Debug)]
pub(super) struct Group {
    transaction: Transaction<'static, Sqlite>,
    outcome: watch::Sender<Option<Result<(), Error>>>,
    /// How many have ended their work and wait for the outcome.
    members: usize,
    /// Whether there is work behind the savepoint that nobody has ended, and that is undone if nobody does.
    is_in_use: bool,
    begun: Stopwatch,
}

/// What becomes of a group.
#[derive(Debug)]
pub(super) struct Outcome(watch::Receiver<Option<Result<(), Error>>>);

impl Outcome {
    /// Waits until the group is durable.
    pub(super) async fn wait(mut self) -> Result<(), Error> {
        match self.0.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.clone().unwrap_or(Ok(())),
            Err(_) => Err(Error::Busy("database: the commit was interrupted".to_owned())),
        }
    }
}

impl Group {
    /// A group whose first member has the turn, in a transaction with a savepoint.
    pub(super) fn new(transaction: Transaction<'static, Sqlite>) -> Self {
        let outcome = watch::Sender::new(None);
        Self { transaction, outcome, members: 0, is_in_use: true, begun: Stopwatch::start() }
    }

    /// The connection.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Whether nobody waits for its outcome.
    pub(super) fn is_empty(&self) -> bool {
        self.members == 0
    }

    /// Whether another one may join.
    pub(super) fn has_room(&self) -> bool {
        self.members + 1 < MEMBERS && self.begun.elapsed() < DURATION
    }

    /// What becomes of it.
    pub(super) fn outcome(&self) -> Outcome {
        Outcome(self.outcome.subscribe())
    }

    /// Prepares it for another member. An error means that nothing is left of it.
    pub(super) async fn admit(&mut self) -> Result<(), Error> {
        self.undo().await?;
        self.is_in_use = true;
        Ok(())
    }

    /// Keeps what the member wrote that has the turn. An error means that nothing is left of the group: where SQLite undid everything
    /// by itself, as on a full disk, it knows no savepoint any more.
    pub(super) async fn keep(&mut self) -> Result<(), Error> {
        sqlx::raw_sql("RELEASE member; SAVEPOINT member").execute(&mut *self.transaction).await?;
        self.count_in();
        Ok(())
    }

    /// The same without a statement, if the commit follows at once: it keeps what is behind savepoints.
    pub(super) fn count_in(&mut self) {
        self.members += 1;
        self.is_in_use = false;
    }

    /// Undoes what was written since the savepoint, which stays.
    async fn undo(&mut self) -> Result<(), Error> {
        if self.is_in_use {
            sqlx::raw_sql("ROLLBACK TO member").execute(&mut *self.transaction).await?;
            self.is_in_use = false;
        }
        Ok(())
    }

    /// Makes durable what its members wrote, and tells them.
    pub(super) async fn commit(mut self) -> Result<(), Error> {
        let outcome = match self.undo().await {
            Ok(()) => self.transaction.commit().await.map_err(Error::from),
            Err(error) => Err(lost(&error)),
        };
        self.outcome.send_replace(Some(outcome.clone()));
        outcome
    }

    /// Gives it up, and tells its members.
    pub(super) fn fail(self, error: &Error) -> Error {
        let error = lost(error);
        self.outcome.send_replace(Some(Err(error.clone())));
        error
    }
}

/// What the members of a group are told that another one's failure undid: they may try again.
fn lost(error: &Error) -> Error {
    Error::Busy(format!("the transactions of a group were undone together: {error}"))
}
