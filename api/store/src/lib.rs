//! All SQL, and nothing else. One text for SQLite and PostgreSQL.
//!
//! Rules (ARCHITECTURE.md): `$1` parameters, columns by name, instants as Unix milliseconds, ids and time from Rust, no
//! constraint names. Every function takes a [`Db`], so that callers decide what is one transaction. Those whose statement names no
//! organisation take [`Evidence`] or [`Across`] besides.

mod across;
pub mod additional_photos;
pub mod api_keys;
pub mod audit;
pub mod backup;
mod begin;
mod change;
pub mod change_token;
pub mod checked_credential;
mod commit;
mod db;
pub mod deliveries;
mod derived;
pub mod engine;
mod error;
pub mod events;
pub mod evidence;
pub mod export;
pub mod idempotency;
pub mod installation;
mod link_options;
pub mod links;
pub mod live;
pub mod live_slugs;
pub mod logos;
pub mod mails;
pub mod members;
mod migrations;
pub mod notes;
mod open_error;
pub mod organizations;
pub mod page_changes;
mod page_journal;
pub mod page_views;
pub mod photo_files;
pub mod photos;
mod pool_usage;
pub mod postgres;
pub mod postgres_settings;
mod probe;
pub mod proposals;
pub mod public;
pub mod retired_url_opens;
pub mod row_security;
pub mod schema_version;
pub mod seals;
mod search;
pub mod search_catch_up;
pub mod sessions;
pub mod settling;
pub mod sqlite_file;
mod sqlite_watcher;
mod statement;
pub mod subscribers;
mod tx;
mod upgrade;
pub mod vehicle_history;
pub mod vehicle_lists;
pub mod vehicles;
pub mod webhook_endpoints;
mod write_groups;
pub mod wrong_clock;

pub use across::{Across, AcrossReader, AcrossTx};
pub use change::Change;
pub use db::{Db, Reader};
pub use engine::Store;
pub use error::Error;
pub use evidence::Evidence;
pub use open_error::OpenError;
pub use pool_usage::PoolUsage;
pub use tx::{Snapshot, Tx};
pub use write_groups::{WriteGroups, once_durable};

use shared::time::Timestamp;

/// Expands one expression for either engine; `$c` is the connection.
macro_rules! on {
    ($db:expr, $c:ident => $e:expr) => {
        match $db {
            $crate::Db::Sqlite($c) => $e,
            $crate::Db::Postgres($c) => $e,
        }
    };
}
pub(crate) use on;

/// The two texts of a list that is read page by page: of the first page, and of those after a cursor. Both take the cursor as
/// the same parameter. One text for both would compare the cursor with a parameter that may be missing, for which neither
/// engine uses an index.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pages {
    /// Without a cursor.
    pub(crate) first: &'static str,
    /// With one.
    pub(crate) next: &'static str,
}

impl Pages {
    /// The text for a cursor, or for none.
    pub(crate) fn sql(self, cursor: Option<&str>) -> &'static str {
        if cursor.is_some() { self.next } else { self.first }
    }
}

/// How a list is ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order<F> {
    /// By what.
    pub by: F,
    /// Whether the largest comes first.
    pub descending: bool,
}

/// A place in a list that is ordered by something else than ids, or by ids alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// What the list is ordered by, as text; empty if by ids alone.
    pub value: &'a str,
    /// The id of the item at this place; empty before all items with this value.
    pub id: &'a str,
}

/// Makes [`Pages`]: `pages!([what stands before], parameter, condition, [what stands after])`.
macro_rules! pages {
    ([$($before:expr),+], $cursor:literal, $condition:literal, [$($after:expr),+]) => {
        $crate::Pages {
            first: concat!($($before,)+ " CAST(", $cursor, " AS TEXT) IS NULL ", $($after),+),
            next: concat!($($before,)+ " ", $condition, " ", $($after),+),
        }
    };
}
pub(crate) use pages;

/// Reads back a value that this program stored; anything else means that somebody edited the database.
pub fn stored<T>(value: impl IntoOption<T>, what: &'static str) -> Result<T, Error> {
    value.into_option().ok_or_else(|| Error::invalid(format!("the database holds an invalid {what}")))
}

/// `Option` and `Result` alike, for [`stored`].
pub trait IntoOption<T> {
    /// The value, if there is one.
    fn into_option(self) -> Option<T>;
}

impl<T> IntoOption<T> for Option<T> {
    fn into_option(self) -> Option<T> {
        self
    }
}

impl<T, E> IntoOption<T> for Result<T, E> {
    fn into_option(self) -> Option<T> {
        self.ok()
    }
}

/// Reads back an instant.
pub fn instant(unix_ms: i64) -> Result<Timestamp, Error> {
    stored(Timestamp::from_unix_ms(unix_ms), "instant")
}

/// Reads back an instant that may be missing.
pub(crate) fn optional_instant(unix_ms: Option<i64>) -> Result<Option<Timestamp>, Error> {
    unix_ms.map(instant).transpose()
}

/// Fails unless exactly one row was written: anything else means that a rule was broken earlier.
pub(crate) fn one_row(rows: u64) -> Result<(), Error> {
    if rows == 1 { Ok(()) } else { Err(Error::invalid(format!("a write changed {rows} rows instead of one"))) }
}
