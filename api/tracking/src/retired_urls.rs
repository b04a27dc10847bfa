//! Opens of URLs that show "link not available", on their way to being counted.
//!
//! A request only leaves a hash here, whatever was wrong with its slug: a URL that was revoked makes no more work than one
//! that never was. Which of them are old URLs is found out later, for all at once. What is lost, when the buffer is
//! full or the process dies, is a few counts that are approximate anyway.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::slug::{HashedSlug, SlugHash};
use shared::time::Timestamp;
use store::retired_url_opens::{self, UrlOpen};
use store::{Error, Store};

/// How many opens wait at most: memory stays bounded whatever is asked.
const CAPACITY: usize = 1024;

/// The opens that wait.
#[derive(Debug, Default)]
pub struct RetiredUrlOpens(Mutex<Vec<UrlOpen>>);

impl RetiredUrlOpens {
    /// Notes that a URL was opened that shows nothing, if there is room. One that is not well-formed makes the same work as
    /// one that is.
    pub fn note(&self, slug: Option<&HashedSlug>, at: Timestamp) {
        let slug_hash = slug.map_or_else(SlugHash::of_nothing, |slug| slug.hash().clone());
        let mut waiting = self.lock();
        if waiting.len() < CAPACITY {
            waiting.push(UrlOpen { slug_hash, at });
        }
    }

    /// Counts the opens that wait; tells how many there were, of whatever kind.
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
