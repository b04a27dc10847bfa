//! The page cache: a rendered page is kept with the database version that its organisation had then, and is served only
//! while that is still the current version (`reader`).

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::slug::SlugHash;
use hashlink::LruCache;
use shared::time::Timestamp;
use store::change_token::ChangeToken;
use store::live_slugs::LiveSlug;

/// The bytes that a cached page takes in addition to its bodies: the hash of its slug, its token, and its entry in the
/// cache.
const OVERHEAD_BYTES: usize = 500;

/// The cached pages of this server; the least recently used one is evicted first.
#[derive(Debug)]
pub struct PageCache {
    kept: Mutex<Kept>,
    limit_bytes: usize,
}

#[derive(Debug)]
struct Kept {
    by_slug_hash: LruCache<SlugHash, Arc<CachedPage>>,
    size_bytes: usize,
}

/// A page in the variants that were requested, and the version for which it is current.
#[derive(Debug)]
pub(crate) struct CachedPage {
    pub(crate) live: LiveSlug,
    /// On databases that have change tokens.
    pub(crate) token: Option<ChangeToken>,
    /// The day on which it was rendered, in the organisation's time zone: the time affects a page in no other way.
    pub(crate) day: Range<Timestamp>,
    pub(crate) bodies: Vec<(Variant, Bytes)>,
}

/// A representation of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The content, for programs, in a content coding.
    Json(Coding),
    /// The finished page.
    Document {
        /// In this language, or in that of the organisation.
        language: Option<&'static str>,
        /// Its content coding.
        coding: Coding,
    },
}

/// The content coding of a page (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Gzip (RFC 1952).
    Gzip,
    /// Not at all.
    Identity,
}

impl PageCache {
    /// An empty cache that will hold so many bytes at most.
    pub fn new(limit_bytes: usize) -> Self {
        Self { kept: Mutex::new(Kept { by_slug_hash: LruCache::new_unbounded(), size_bytes: 0 }), limit_bytes }
    }

    /// How many bytes are kept.
    pub fn size_bytes(&self) -> usize {
        self.kept().size_bytes
    }

    pub(crate) fn find(&self, slug: &SlugHash) -> Option<Arc<CachedPage>> {
        self.kept().by_slug_hash.get(slug).cloned()
    }

    pub(crate) fn keep(&self, slug: SlugHash, page: CachedPage) {
        let mut kept = self.kept();
        kept.size_bytes += page.size_bytes();
        if let Some(before) = kept.by_slug_hash.insert(slug, Arc::new(page)) {
            kept.size_bytes -= before.size_bytes();
        }
        while kept.size_bytes > self.limit_bytes {
            let Some((_, forgotten)) = kept.by_slug_hash.remove_lru() else { break };
            kept.size_bytes -= forgotten.size_bytes();
        }
    }

    pub(crate) fn forget(&self, slug: &SlugHash) {
        let mut kept = self.kept();
        if let Some(forgotten) = kept.by_slug_hash.remove(slug) {
            kept.size_bytes -= forgotten.size_bytes();
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A thread that panicked with the lock held left complete pages behind.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CachedPage {
    fn size_bytes(&self) -> usize {
        self.bodies.iter().map(|(_, body)| body.len()).sum::<usize>() + OVERHEAD_BYTES
    }

    pub(crate) fn body(&self, variant: Variant) -> Option<Bytes> {
        self.bodies.iter().find(|(known, _)| *known == variant).map(|(_, body)| body.clone())
    }

    /// Whether it is current at this version of the database and at this instant.
    pub(crate) fn is_current(&self, token: &ChangeToken, now: Timestamp) -> bool {
        self.token.as_ref() == Some(token) && self.day.contains(&now) && self.live.until.is_none_or(|until| now < until)
    }
}
