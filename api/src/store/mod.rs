//! All SQL, and nothing else. One text for SQLite and PostgreSQL.
//!
//! Rules (ARCHITECTURE.md): `$1` parameters, columns by name, instants as Unix milliseconds, ids and time from Rust, no
//! constraint names. Every function takes a [`Db`], so that callers decide what is one transaction.

pub mod api_keys;
pub mod audit;
pub mod backup;
pub mod engine;
pub mod export;
pub mod idempotency;
pub mod installation;
pub mod knocks;
pub mod links;
pub mod live;
pub mod live_slugs;
pub mod logos;
pub mod members;
pub mod notes;
pub mod organizations;
pub mod outbox;
pub mod outbox_backlog;
pub mod photos;
pub mod picks;
pub mod postgres_settings;
pub mod public;
mod public_arrival;
pub mod row_security;
pub mod seals;
pub mod sessions;
pub mod stamps;
pub mod vehicle_history;
pub mod vehicle_lists;
pub mod vehicles;
pub mod webhook_deliveries;
pub mod webhook_endpoints;

pub use engine::{Db, Store, Tx};

use shared::time::Timestamp;

use crate::error::ApiError;

/// Expands one expression for either engine; `$c` is the connection.
macro_rules! on {
    ($db:expr, $c:ident => $e:expr) => {
        match $db {
            $crate::store::Db::Sqlite($c) => $e,
            $crate::store::Db::Postgres($c) => $e,
        }
    };
}
pub(crate) use on;

/// Sorts after every id, so that a list that begins before it begins with the newest.
pub const BEFORE_ALL: &str = "~";

/// Reads back what this program stored; anything else means that somebody edited the database.
pub(crate) fn stored<T>(value: impl IntoOption<T>, what: &'static str) -> Result<T, ApiError> {
    value.into_option().ok_or_else(|| ApiError::internal(format!("the database holds an invalid {what}")))
}

/// `Option` and `Result` alike, for [`stored`].
pub(crate) trait IntoOption<T> {
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
pub(crate) fn instant(unix_ms: i64) -> Result<Timestamp, ApiError> {
    stored(Timestamp::from_unix_ms(unix_ms), "instant")
}

/// Reads back an instant that may be missing.
pub(crate) fn optional_instant(unix_ms: Option<i64>) -> Result<Option<Timestamp>, ApiError> {
    unix_ms.map(instant).transpose()
}

/// Fails unless exactly one row was written: everything else means that a rule was broken before.
pub(crate) fn one_row(rows: u64) -> Result<(), ApiError> {
    if rows == 1 { Ok(()) } else { Err(ApiError::internal(format!("a write changed {rows} rows instead of one"))) }
}
