//! A connection of either engine.

use sqlx::Sqlite;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::SqliteConnection;

use crate::postgres::lease::Lease;
use crate::postgres::session::Session;

/// One connection of either engine, for one statement or several.
#[derive(Debug)]
pub enum Db<'c> {
    /// SQLite.
    Sqlite(&'c mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'c mut Session),
}

/// A connection that only reads, one statement at a time.
#[derive(Debug)]
pub enum Reader {
    /// SQLite.
    Sqlite(PoolConnection<Sqlite>),
    /// PostgreSQL, in a transaction that sets what it may show.
    Postgres(Lease),
}

impl Reader {
    /// The connection.
    pub fn db(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(connection) => Db::Sqlite(connection),
            Self::Postgres(lease) => Db::Postgres(lease.session()),
        }
    }
}

impl Db<'_> {
    /// The same connection, for one statement of several.
    pub fn again(&mut self) -> Db<'_> {
        match self {
            Self::Sqlite(connection) => Db::Sqlite(connection),
            Self::Postgres(connection) => Db::Postgres(connection),
        }
    }
}
