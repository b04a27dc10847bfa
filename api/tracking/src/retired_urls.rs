//! A buffer for opens of URLs that show "link not available", which are counted later.
//!
//! A request only leaves a hash here, whatever was wrong with its slug: a revoked URL causes no more work than one that
//! never existed. Which of them are retired URLs is found out later, for all at once. If the buffer is full or
//! the process dies, a few counts are lost that are approximate anyway.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::slug::{HashedSlug, SlugHash};
use shared::time::Timestamp;
use store::retired_url_opens::{self, UrlOpen};
use store::{Error, Store};

/// How many opens wait at most, so that memory stays bounded.
const CAPACITY: usize = 1024;

/// The opens that wait.
#[derive(Debug, Default)]
pub struct RetiredUrlOpens(Mutex<Vec<UrlOpen>>);

impl RetiredUrlOpens {
    /// Records the open of a URL that shows nothing, if there is space. A malformed URL causes the same work as a
    /// well-formed one.
    pub fn note(&self, slug: Option<&HashedSlug>, at: Timestamp) {
        let slug_hash = slug.map_or_else(SlugHash::of_nothing, |slug| slug.hash().clone());
        let mut waiting = self.lock();
        if waiting.len() < CAPACITY {
            waiting.push(UrlOpen { slug_hash, at });
        }
    }

    /// Counts the waiting opens and returns how many there were, of any kind.
    pub async fn flush(&self, store: &Store) -> Result<usize, Error> {
        let waiting = self.take();
        if !waiting.is_empty() {
            let mut tx = store.begin_across().await?;
            retired_url_opens::count(tx.across(), &waiting).await?;
            tx.commit().await?;
        }
        Ok(waiting.len())
    }

    /// Gives away those that wait.
    fn take(&self) -> Vec<UrlOpen> {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Vec<UrlOpen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use host::keys::Keys;

    use super::*;

    #[test]
    fn a_flood_takes_no_more_room_than_there_is() {
        let opens = RetiredUrlOpens::default();
        let slug = Keys::generate().read_slug("0123456789abcdefghjkmnpqrs").unwrap();
        for _ in 0..10 * CAPACITY {
            opens.note(Some(&slug), Timestamp::from_unix_ms(1).unwrap());
        }
        assert!(opens.lock().capacity() <= CAPACITY.next_power_of_two());
        assert_eq!(opens.take().len(), CAPACITY);
        assert_eq!(opens.take(), []);
    }
}
