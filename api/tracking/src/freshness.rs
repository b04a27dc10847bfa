//! Whether the cached pages are current: the change token says whether anything was committed, by any process, and the database's
//! journal says which pages that may have changed (`store::page_changes`). Waiting requests share one answer.

use std::sync::Arc;

use shared::time::Timestamp;
use store::{Error, Store};

use crate::cache::PageCache;
use crate::coalescer::Lookup;

/// What it takes to find out.
#[derive(Debug, Clone)]
pub(crate) struct Freshness {
    pub(crate) store: Store,
    pub(crate) cache: Arc<PageCache>,
}

/// The question whether what is in the cache is current; false where the database cannot tell.
#[derive(Debug)]
pub(crate) struct IsCurrent;

impl Lookup for IsCurrent {
    type Context = Freshness;
    type Found = bool;
    const BATCH: usize = usize::MAX;

    async fn run(freshness: &Freshness, lookups: &[Self], _now: Timestamp) -> Result<Vec<bool>, Error> {
        Ok(vec![freshness.catch_up().await?; lookups.len()])
    }
}

impl Freshness {
    /// Brings the cache up to the state of the database at the beginning of this call, or later.
    async fn catch_up(&self) -> Result<bool, Error> {
        let Some(token) = self.store.change_token().await? else { return Ok(false) };
        if self.cache.is_at(&token) {
            return Ok(true);
        }
        let _reading = self.cache.reading.lock().await;
        if self.cache.is_at(&token) {
            return Ok(true);
        }
        let changes = self.store.page_changes(self.cache.place().as_ref(), token).await?;
        let is_known = changes.is_some();
        if let Some((changed, place)) = changes {
            self.cache.advance(changed, place);
        }
        Ok(is_known)
    }
}
