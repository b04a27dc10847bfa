//! Opens of URLs that show "link not available", on their way to being counted.
//!
//! A request only leaves a hash here, whatever was wrong with its slug: a URL that was revoked makes no more work than one
//! that never was. Which of them are old URLs is found out later, for all at once. What is lost, when the buffer is
//! full or the process dies, is a few counts that are approximate anyway.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::time::Timestamp;

use crate::background::{Task, turn};
use crate::error::ApiError;
use crate::server::App;
use crate::store::knocks;

/// How many opens wait at most: memory stays bounded whatever is asked.
const CAPACITY: usize = 1024;
/// How often a server counts those that wait.
const PERIOD: Duration = Duration::from_secs(5);

/// One open of a URL that shows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knock {
    /// The keyed hash of its slug.
    pub slug_hash: String,
    /// When.
    pub at: Timestamp,
}

/// The opens that wait.
#[derive(Debug, Default)]
pub struct Knocks(Mutex<Vec<Knock>>);

impl Knocks {
    /// Takes an open up, if there is room.
    pub fn note(&self, knock: Knock) {
        let mut waiting = self.lock();
        if waiting.len() < CAPACITY {
            waiting.push(knock);
        }
    }

    /// Gives away those that wait.
    fn take(&self) -> Vec<Knock> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Knock>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const COUNTING: Task =
    Task { name: "count_old_urls", what: "counting opens of old URLs", deadline: Duration::from_secs(30) };

/// Counts for ever.
pub async fn flush_for_ever(app: App) {
    loop {
        tokio::time::sleep(PERIOD).await;
        turn(&app, COUNTING, flush(&app)).await;
    }
}

/// Counts the opens that wait; tells how many there were, of whatever kind.
pub async fn flush(app: &App) -> Result<usize, ApiError> {
    let waiting = app.knocks.take();
    if !waiting.is_empty() {
        let mut tx = app.store.begin_across().await?;
        knocks::count(tx.db(), &waiting).await?;
        tx.commit().await?;
    }
    Ok(waiting.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_takes_no_more_room_than_there_is() {
        let knocks = Knocks::default();
        for n in 0..10 * CAPACITY {
            let at = Timestamp::from_unix_ms(1).unwrap();
            knocks.note(Knock { slug_hash: n.to_string(), at });
        }
        assert!(knocks.lock().capacity() <= CAPACITY.next_power_of_two());
        assert_eq!(knocks.take().len(), CAPACITY);
        assert_eq!(knocks.take(), []);
    }
}
