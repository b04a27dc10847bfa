//! Whether anything at all was committed since: one value tells, whichever process it was (`sqlite_watcher`,
//! `postgres::tokens`).

use std::sync::Arc;

/// A version of the whole database: another one after every commit, and none comes twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeToken(Arc<str>);

impl ChangeToken {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.into())
    }
}
