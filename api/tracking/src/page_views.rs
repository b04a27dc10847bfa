//! Views of tracking pages, collected in memory and written together.
//!
//! The first view of a link is an event, so a view of a link that this server does not know to have been viewed is written at
//! once, together with those of all requests that wait, and answered when it is durable. Later views are only added up here;
//! the server writes them twice a second, and when it stops. A process that is killed loses those that wait. A view is never
//! counted twice: if the database does not say whether it committed, nothing is repeated. What cannot be written now waits
//! again, in bounded memory.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::slug::SlugHash;
use hashlink::LruCache;
use shared::time::Timestamp;
use store::page_views::{self, PageViews, SLUGS_AT_A_TIME};
use store::{Error, Store};

use crate::coalescer::Lookup;

/// Of how many slugs views wait at most: 10 MB.
const CAPACITY: usize = 50_000;
/// How many slugs are known to have been viewed, at most: 10 MB. Others are written at once again, which is slower but no less right.
const KNOWN: usize = 200_000;

/// The views that wait, and the slugs that are known to have been viewed.
#[derive(Debug)]
pub struct PageViewCounts {
    counts: Mutex<Counts>,
    dropped: AtomicU64,
}

#[derive(Debug)]
struct Counts {
    waiting: HashMap<SlugHash, PageViews>,
    /// By a digest: if two slugs had the same, the first view of one would be written a moment later, like any other view.
    known: LruCache<u64, ()>,
}

impl Default for PageViewCounts {
    fn default() -> Self {
        let counts = Counts { waiting: HashMap::new(), known: LruCache::new(KNOWN) };
        Self { counts: Mutex::new(counts), dropped: AtomicU64::new(0) }
    }
}

impl PageViewCounts {
    /// Adds a view to those that wait; false if the slug is not known to have been viewed, and nothing was added.
    pub(crate) fn collect(&self, slug: &SlugHash, at: Timestamp) -> bool {
        let mut counts = self.lock();
        let is_known = counts.known.get(&digest(slug)).is_some();
        if is_known {
            self.add(&mut counts, PageViews::one(slug.clone(), at));
        }
        is_known
    }

    /// Knows from now on that the slug was viewed.
    pub(crate) fn remember(&self, slug: &SlugHash) {
        self.lock().known.insert(digest(slug), ());
    }

    /// Writes the views that wait, and returns how many there were. Those that were not written wait again.
    pub async fn flush(&self, store: &Store) -> Result<i64, Error> {
        let mut taken = self.take();
        let mut written = 0;
        while let Some(first) = taken.views.len().checked_sub(1) {
            let batch = first + 1 - SLUGS_AT_A_TIME.min(first + 1);
            let mut tx = store.begin_across().await?;
            page_views::count(&mut tx, &taken.views[batch..]).await?;
            let committing = Committing { from: self, views: taken.views.split_off(batch) };
            match tx.commit().await {
                Ok(()) => written += committing.succeeded(),
                Err(error) => {
                    if is_certain(&error) {
                        taken.views.extend(committing.failed());
                    }
                    return Err(error);
                }
            }
        }
        Ok(written)
    }

    /// How many views were never counted: too many waited, or the database did not say whether it had counted them.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn add(&self, counts: &mut Counts, views: PageViews) {
        let is_full = counts.waiting.len() >= CAPACITY;
        match counts.waiting.get_mut(&views.slug_hash) {
            Some(waiting) => waiting.add(&views),
            None if is_full => self.drop_views(views.count),
            None => drop(counts.waiting.insert(views.slug_hash.clone(), views)),
        }
    }

    fn drop_views(&self, count: i64) {
        self.dropped.fetch_add(count.unsigned_abs(), Ordering::Relaxed);
    }

    fn take(&self) -> Taken<'_> {
        let waiting = std::mem::take(&mut self.lock().waiting);
        Taken { from: self, views: waiting.into_values().collect() }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        // A thread that panicked with the lock held left complete entries behind.
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn digest(slug: &SlugHash) -> u64 {
    let mut hasher = DefaultHasher::new();
    slug.hash(&mut hasher);
    hasher.finish()
}

/// Whether a commit with this failure left nothing: the database refused it. A lost connection, for example, says nothing.
fn is_certain(error: &Error) -> bool {
    matches!(error, Error::Full(_) | Error::Taken(_) | Error::Invalid(_))
}

/// Views that are to be written. Dropped, they wait again.
struct Taken<'a> {
    from: &'a PageViewCounts,
    views: Vec<PageViews>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if !self.views.is_empty() {
            let mut counts = self.from.lock();
            self.views.drain(..).for_each(|views| self.from.add(&mut counts, views));
        }
    }
}

/// Views in a transaction that is being committed. Dropped before it is known what came of it, they are given up.
struct Committing<'a> {
    from: &'a PageViewCounts,
    views: Vec<PageViews>,
}

impl Committing<'_> {
    fn succeeded(self) -> i64 {
        self.failed().iter().map(|views| views.count).sum()
    }

    fn failed(mut self) -> Vec<PageViews> {
        std::mem::take(&mut self.views)
    }
}

impl Drop for Committing<'_> {
    fn drop(&mut self) {
        self.views.iter().for_each(|views| self.from.drop_views(views.count));
    }
}

/// A view of a link that may be its first. A request that waits for it is answered when it is durable.
#[derive(Debug)]
pub struct FirstView(PageViews);

impl FirstView {
    /// A view of the page of a slug that is alive.
    pub(crate) fn of(slug: SlugHash, at: Timestamp) -> Self {
        Self(PageViews::one(slug, at))
    }
}

impl Lookup for FirstView {
    type Context = Store;
    type Found = ();
    const BATCH: usize = SLUGS_AT_A_TIME;

    async fn run(store: &Store, views: &[Self], _now: Timestamp) -> Result<Vec<()>, Error> {
        let views: Vec<_> = views.iter().map(|FirstView(views)| views.clone()).collect();
        let mut tx = store.begin_across().await?;
        page_views::count(&mut tx, &views).await?;
        tx.commit().await?;
        Ok(vec![(); views.len()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix_ms(1_778_767_500_000 + seconds * 1000).unwrap()
    }

    fn slug(number: usize) -> SlugHash {
        SlugHash::made(format!("{number:043}"))
    }

    fn views(number: usize, count: i64, first: i64, last: i64) -> PageViews {
        PageViews { slug_hash: slug(number), count, first_at: at(first), last_at: at(last) }
    }

    #[test]
    fn only_later_views_wait() {
        let counts = PageViewCounts::default();
        assert!(!counts.collect(&slug(1), at(0)));
        assert!(counts.take().views.is_empty());
        counts.remember(&slug(1));
        for second in [2, 1, 3] {
            assert!(counts.collect(&slug(1), at(second)));
        }
        assert!(!counts.collect(&slug(2), at(0)));
        assert_eq!(std::mem::take(&mut counts.take().views), [views(1, 3, 1, 3)]);
    }

    #[test]
    fn what_was_not_written_waits_again_and_what_may_have_been_does_not() {
        let counts = PageViewCounts::default();
        counts.remember(&slug(1));
        counts.collect(&slug(1), at(1));
        let taken = counts.take();
        counts.collect(&slug(1), at(2));
        drop(taken);
        let mut taken = counts.take();
        assert_eq!(taken.views, [views(1, 2, 1, 2)]);
        assert_eq!(counts.dropped(), 0);
        drop(Committing { from: &counts, views: std::mem::take(&mut taken.views) });
        drop(taken);
        assert!(counts.take().views.is_empty());
        assert_eq!(counts.dropped(), 2);
    }

    #[test]
    fn only_a_refusal_says_that_nothing_was_written() {
        let cause = String::new;
        assert!([Error::Full(cause()), Error::Taken(cause()), Error::Invalid(cause())].iter().all(is_certain));
        assert!(![Error::Busy(cause()), Error::Engine(cause())].iter().any(is_certain));
    }

    #[test]
    fn a_flood_takes_no_more_room_than_there_is() {
        let counts = PageViewCounts::default();
        for number in 0..KNOWN + 10 {
            counts.remember(&slug(number));
        }
        for number in 0..CAPACITY + 20 {
            counts.collect(&slug(number), at(0));
            counts.collect(&slug(number), at(0));
        }
        assert!(!counts.collect(&slug(0), at(0)), "forgotten, because others were viewed since");
        assert_eq!(counts.take().views.len(), CAPACITY);
        assert_eq!(counts.dropped(), 20, "both views of the last ten slugs");
        assert_eq!(counts.lock().known.len(), KNOWN);
    }
}
