//! Transactions: one that reads a moment, and one that writes, with the events that come with what was written.

use sqlx::{Sqlite, Transaction};

use crate::commit;
use crate::db::Db;
use crate::error::Error;
use crate::events::new_event::NewEvent;
use crate::postgres::lease::Lease;
use crate::write_groups::Member;

/// A transaction that only reads: all of its statements see the same moment.
#[derive(Debug)]
pub struct Snapshot(pub(crate) Open);

/// A transaction that writes; dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    open: Open,
    /// What happened in it: written by the commit.
    pub(super) events: Vec<NewEvent>,
}

#[derive(Debug)]
pub(crate) enum Open {
    /// One that only reads.
    Sqlite(Transaction<'static, Sqlite>),
    /// One that writes.
    SqliteWrite(Member),
    Postgres(Lease),
}

impl Open {
    fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(transaction) => Db::Sqlite(transaction),
            Self::SqliteWrite(member) => Db::Sqlite(member.connection()),
            Self::Postgres(lease) => Db::Postgres(lease.session()),
        }
    }
}

impl Snapshot {
    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        self.0.db()
    }
}

impl Tx {
    pub(crate) fn new(open: Open) -> Self {
        Self { open, events: Vec::new() }
    }

    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        self.open.db()
    }

    /// Makes everything that was written in it durable and visible, all at once, with its events and their deliveries.
    pub async fn commit(mut self) -> Result<(), Error> {
        let events = std::mem::take(&mut self.events);
        commit::write(self.db(), events).await?;
        match self.open {
            Open::Sqlite(transaction) => transaction.commit().await?,
            Open::SqliteWrite(member) => member.commit().await?,
            Open::Postgres(lease) => lease.commit().await?,
        }
        Ok(())
    }
}
