//! Answers for tracking pages that are made once and given often, and are never old.
//!
//! An answer is kept with what its organisation had done when it was made, which is another thing after every change
//! ([`crate::store::live_slugs::Head`]). Each request asks the database whether its slug is alive, by the same conditions as
//! everywhere, and what the organisation has done by now; what is kept is given only if that is the same. One value
//! tells whether anything was committed at all, and while nothing was, that is all that is asked
//! ([`crate::store::change_token`]). Requests that wait ask together, in a statement that began after each of them (`line`).
//!
//! So a revocation holds for the very next request at every server, and without the database nothing is given.

mod line;

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_web::web::Bytes;
use hashlink::LruCache;
use shared::public_tracking::PublicTracking;
use shared::time::Timestamp;

use self::line::{Line, Present, SlugHash};
use crate::domain::zone;
use crate::error::ApiError;
use crate::store::Store;
use crate::store::change_token::ChangeToken;
use crate::store::live_slugs::LiveSlug;
use crate::store::public::PublicReader;

/// What an answer takes beside itself, in bytes: its slug's hash, its token, and its place.
const OVERHEAD_BYTES: usize = 500;

/// The answers that this server keeps, the least used forgotten first.
#[derive(Debug)]
pub struct Answers {
    kept: Mutex<Kept>,
    limit_bytes: usize,
}

#[derive(Debug)]
struct Kept {
    by_slug_hash: LruCache<String, Arc<Answer>>,
    size_bytes: usize,
}

/// An answer, and when it is the right one.
#[derive(Debug)]
struct Answer {
    live: LiveSlug,
    /// Where there are tokens.
    token: Option<ChangeToken>,
    /// The day on which it was made, where the organisation is: what a page shows depends on nothing else of the time.
    day: Range<Timestamp>,
    bodies: Vec<(Form, Bytes)>,
}

/// In what form an answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The content, for programs.
    Json,
    /// The finished page.
    Document {
        /// In this language, or in that of the organisation.
        language: Option<&'static str>,
        /// For the way.
        coding: Coding,
    },
}

/// How a document is compressed on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// Gzip (RFC 1952).
    Gzip,
    /// Not at all.
    Identity,
}

/// What is asked before an answer is given.
#[derive(Debug, Clone)]
pub struct Lines {
    tokens: Line<Present>,
    slugs: Line<SlugHash>,
}

impl Lines {
    /// Lines in which nobody waits.
    pub fn new(store: &Store) -> Self {
        Self { tokens: Line::new(store.clone()), slugs: Line::new(store.clone()) }
    }
}

impl Answers {
    /// Nothing kept yet, and later so many bytes at most.
    pub fn new(limit_bytes: usize) -> Self {
        Self { kept: Mutex::new(Kept { by_slug_hash: LruCache::new_unbounded(), size_bytes: 0 }), limit_bytes }
    }

    /// How many bytes are kept.
    pub fn size_bytes(&self) -> usize {
        self.kept().size_bytes
    }

    fn find(&self, slug_hash: &str) -> Option<Arc<Answer>> {
        self.kept().by_slug_hash.get(slug_hash).cloned()
    }

    fn keep(&self, slug_hash: String, answer: Answer) {
        let mut kept = self.kept();
        kept.size_bytes += answer.size_bytes();
        if let Some(before) = kept.by_slug_hash.insert(slug_hash, Arc::new(answer)) {
            kept.size_bytes -= before.size_bytes();
        }
        while kept.size_bytes > self.limit_bytes {
            let Some((_, forgotten)) = kept.by_slug_hash.remove_lru() else { break };
            kept.size_bytes -= forgotten.size_bytes();
        }
    }

    fn forget(&self, slug_hash: &str) {
        let mut kept = self.kept();
        if let Some(forgotten) = kept.by_slug_hash.remove(slug_hash) {
            kept.size_bytes -= forgotten.size_bytes();
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Whoever panicked with the lock held left whole answers behind.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Answer {
    fn size_bytes(&self) -> usize {
        self.bodies.iter().map(|(_, body)| body.len()).sum::<usize>() + OVERHEAD_BYTES
    }

    fn body(&self, form: Form) -> Option<Bytes> {
        self.bodies.iter().find(|(known, _)| *known == form).map(|(_, body)| body.clone())
    }

    /// Whether it is right in this state at this instant.
    fn holds(&self, token: &ChangeToken, now: Timestamp) -> bool {
        self.token.as_ref() == Some(token) && self.day.contains(&now) && self.live.until.is_none_or(|until| now < until)
    }
}

impl PublicReader {
    /// The page that a slug opens now, in a form that `make` brings it into; none for every dead cause alike.
    pub async fn answer(
        &self,
        slug: &str,
        form: Form,
        now: Timestamp,
        make: impl FnOnce(PublicTracking) -> Result<Bytes, ApiError>,
    ) -> Result<Option<Bytes>, ApiError> {
        let slug_hash = self.keys.hash_slug(slug);
        let kept = self.answers.find(&slug_hash);
        // A token is older than what is read after it. If something changes in between, an answer is newer than its token,
        // and no later request takes it for the present one.
        let token = self.lines.tokens.ask(Present, now).await?;
        if let Some(kept) = &kept
            && token.as_ref().is_some_and(|token| kept.holds(token, now))
            && let Some(body) = kept.body(form)
        {
            return Ok(Some(body));
        }
        let Some(live) = self.lines.slugs.ask(SlugHash(slug_hash.clone()), now).await? else {
            self.answers.forget(&slug_hash);
            return Ok(None);
        };
        let unchanged = kept.filter(|kept| kept.live.head == live.head && kept.day.contains(&now));
        let known = unchanged.as_ref().and_then(|kept| kept.body(form));
        if let Some(body) = &known
            && token.is_none()
        {
            return Ok(Some(body.clone()));
        }
        let (day, mut bodies) = unchanged.map(|kept| (Some(kept.day.clone()), kept.bodies.clone())).unwrap_or_default();
        let (day, body) = if let Some(body) = known {
            // Another organisation wrote, or this one what no page shows.
            (day, body)
        } else {
            // On the heap: what is seldom needed would have to be moved about with every request.
            let Some(page) = Box::pin(self.page(slug, now)).await? else { return Ok(None) };
            let day = day.or_else(|| zone::day(now, &page.time_zone));
            let body = make(page)?;
            bodies.push((form, body.clone()));
            (day, body)
        };
        // Out of the calendar there is no day, and what is shown then is not kept.
        if let Some(day) = day {
            self.answers.keep(slug_hash, Answer { live, token, day, bodies });
        }
        Ok(Some(body))
    }
}
