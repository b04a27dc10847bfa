//! Whether anything at all has been committed since, by any process: one value shows it (`sqlite_watcher`,
//! `postgres::tokens`).

use std::sync::Arc;

/// A version of the whole database: it differs after every commit, and never recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeToken(Arc<str>);

impl ChangeToken {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.into())
    }
}
