//! Transactions: one that reads a moment, and one that writes, with the entries of the audit log and the events that come with
//! what was written.

use sqlx::{Sqlite, Transaction};

use crate::audit::chain::{self, NewEntry};
use crate::db::Db;
use crate::error::Error;
use crate::outbox::write::{self, NewEvent};
use crate::postgres::lease::Lease;

/// A transaction that only reads: all of its statements see the same moment.
#[derive(Debug)]
pub struct Snapshot(pub(crate) Open);

/// A transaction that writes; dropped without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub struct Tx {
    open: Open,
    /// What was done in it, for the audit log: written by the commit.
    pub(super) entries: Vec<NewEntry>,
    /// What events in it besides, for webhooks: written by the commit.
    pub(super) events: Vec<NewEvent>,
}

#[derive(Debug)]
pub(crate) enum Open {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Lease),
}

impl Open {
    fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(transaction) => Db::Sqlite(transaction),
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
        Self { open, entries: Vec::new(), events: Vec::new() }
    }

    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        self.open.db()
    }

    /// Makes everything that was written in it durable and visible, all at once, with its entries in the audit log and the
    /// events for webhooks.
    pub async fn commit(mut self) -> Result<(), Error> {
        let entries = std::mem::take(&mut self.entries);
        let events = std::mem::take(&mut self.events);
        write::write(self.db(), &entries, events).await?;
        chain::write(self.db(), &entries).await?;
        match self.open {
            Open::Sqlite(transaction) => transaction.commit().await?,
            Open::Postgres(lease) => lease.commit().await?,
        }
        Ok(())
    }
}
