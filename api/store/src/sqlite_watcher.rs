//! The change token of SQLite.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::change_token::ChangeToken;
use crate::page_journal::changed::Changed;
use crate::page_journal::sqlite::{Entry, changes_since};

/// A connection to SQLite that never writes, so that every commit it sees is another's.
///
/// It is queried on the caller's thread, which takes three microseconds and never waits: handing the query to another
/// thread and the answer back takes several times as long.
#[derive(Debug, Clone)]
pub struct Watcher {
    path: Arc<Path>,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    connection: Option<Connection>,
    /// How many were opened so far.
    opened: u64,
}

impl Watcher {
    /// None opened yet.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.into(), open: Arc::default() }
    }

    /// SQLite's number of the commits that this connection saw of others, and which connection that was, since the
    /// numbers of two have nothing to do with each other (<https://www.sqlite.org/pragma.html#pragma_data_version>).
    /// None when it cannot answer at once: the query of the tables then waits, or reports what is wrong.
    pub(super) fn token(&self) -> Option<ChangeToken> {
        self.ask(|connection, opened| {
            let version: i64 = connection.prepare_cached(DATA_VERSION)?.query_row([], |row| row.get(0))?;
            Ok(ChangeToken::of(&opened.to_string(), &version.to_string()))
        })
    }

    /// What the journal notes after an entry, and its newest entry.
    pub(crate) fn page_changes(&self, last: Option<&Entry>) -> Option<(Changed, Option<Entry>)> {
        self.ask(|connection, _| changes_since(connection, last))
    }

    /// Asks the connection, which is opened if there is none.
    fn ask<T>(&self, question: impl FnOnce(&Connection, u64) -> rusqlite::Result<T>) -> Option<T> {
        let mut open = self.open();
        // Taken out, so that a failed connection is not used again: a new one starts counting afresh.
        let connection = if let Some(connection) = open.connection.take() {
            connection
        } else {
            open.opened += 1;
            connect(&self.path).ok()?
        };
        let answer = question(&connection, open.opened).ok()?;
        open.connection = Some(connection);
        Some(answer)
    }

    pub(super) fn close(&self) {
        // There is nothing that could be lost.
        drop(self.open().connection.take());
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        // A thread that panicked with the lock held took the connection with it.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that does not wait for others.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

/// How many commits of others a connection saw.
const DATA_VERSION: &str = "PRAGMA data_version";
