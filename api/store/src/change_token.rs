//! Whether anything at all has been committed since, by any process: one value shows it (`sqlite_watcher`,
//! `postgres::tokens`).

use std::sync::Arc;

/// A version of the whole database: it differs after every commit, and never recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeToken {
    /// Within which its moments can be compared: it differs after what moments do not survive, such as a crash of the server.
    life: Arc<str>,
    moment: Arc<str>,
}

impl ChangeToken {
    pub(crate) fn of(life: &str, moment: &str) -> Self {
        Self { life: life.into(), moment: moment.into() }
    }

    /// Another moment of the same life.
    pub(crate) fn at(&self, moment: &str) -> Self {
        Self { life: Arc::clone(&self.life), moment: moment.into() }
    }

    pub(crate) fn is_of_the_same_life(&self, other: &Self) -> bool {
        self.life == other.life
    }

    pub(crate) fn moment(&self) -> &str {
        &self.moment
    }
}
