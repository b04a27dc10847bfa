//! The only access of the public routes to the database: from a slug to the current content of its page.
//!
//! A page is rendered once and served often, but never stale. It is cached with the version of its organisation, which
//! every change replaces ([`store::live_slugs::LiveSlug`]). Each request asks the database whether its slug is alive,
//! by the same conditions as everywhere, and which version its organisation has; a cached page is served only if that
//! version is the same. A change token says whether anything was committed at all; while nothing was, nothing else is
//! asked ([`store::change_token`]). Waiting requests share one statement, which began after each of them (`coalescer`).
//!
//! So a revocation takes effect on the very next request at every server, and without the database nothing is served.

use std::sync::Arc;

use bytes::Bytes;
use domain::calendar::ArrivalEvent;
use domain::public::{Pictures, public_tracking};
use domain::slug::{HashedSlug, SlugHash};
use domain::zone;
use host::keys::Keys;
use shared::ids::PhotoId;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;
use shared::time::Timestamp;
use store::logos::StoredLogo;
use store::public::{self, Owner, PublicPicture};
use store::{Error, Store};

use crate::cache::{CachedPage, PageCache, Variant};
use crate::coalescer::{Coalescer, CurrentToken};
use crate::page_views::{FirstView, PageViewCounts};

/// Reads tracking pages. Its fields are private, so it gives no other access to the database:
///
/// ```compile_fail,E0616
/// fn database(reader: tracking::reader::PublicReader) -> store::Store {
///     reader.store
/// }
/// ```
#[derive(Debug, Clone)]
pub struct PublicReader {
    store: Store,
    keys: Keys,
    tokens: Coalescer<CurrentToken>,
    live_slugs: Coalescer<SlugHash>,
    cache: Arc<PageCache>,
    first_views: Coalescer<FirstView>,
    views: Arc<PageViewCounts>,
}

/// An open page: who can change it, and which state of it is shown.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Who can change it, and when it ends by itself.
    pub owner: Owner,
    /// The revision of the page.
    pub revision: String,
}

impl PublicReader {
    /// A reader over a database, for one worker of the server; the cache and the counts are for all of them.
    pub fn new(store: Store, keys: Keys, cache: Arc<PageCache>, views: Arc<PageViewCounts>) -> Self {
        let (tokens, live_slugs) = (Coalescer::new(store.clone()), Coalescer::new(store.clone()));
        let first_views = Coalescer::new(store.clone());
        Self { store, keys, tokens, live_slugs, cache, first_views, views }
    }

    /// Reads the slug of a URL; none when it is not well-formed, and so opens nothing.
    pub fn read_slug(&self, text: &str) -> Option<HashedSlug> {
        self.keys.read_slug(text)
    }

    /// Whether the slug opens a page now.
    pub async fn is_alive(&self, slug: &HashedSlug, now: Timestamp) -> Result<bool, Error> {
        Ok(self.live_slugs.run(slug.hash().clone(), now).await?.is_some())
    }

    /// The content of the page that a slug opens now; none for every dead cause alike.
    pub async fn page(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<PublicTracking>, Error> {
        let text = slug.slug().as_str();
        let photo = |id: &PhotoId| ApiPath::PublicPhoto(text, &self.keys.public_photo_id(slug.slug(), id)).to_string();
        let pictures = Pictures { photo: &photo, logo: ApiPath::PublicLogo(text).to_string() };
        let found = public::find(&self.store, slug.hash(), now).await?;
        Ok(found.map(|projection| public_tracking(projection, &pictures, now)))
    }

    /// The page that a slug opens now, in a variant that `make` renders; none for every dead cause alike.
    pub async fn variant<E: From<Error>>(
        &self,
        slug: &HashedSlug,
        variant: Variant,
        now: Timestamp,
        make: impl FnOnce(PublicTracking) -> Result<Bytes, E>,
    ) -> Result<Option<Bytes>, E> {
        let cached = self.cache.find(slug.hash());
        // A token is older than what is read after it. If something changes in between, a page is newer than its token,
        // and no later request takes it for the current one.
        let token = self.tokens.run(CurrentToken, now).await?;
        if let Some(cached) = &cached
            && token.as_ref().is_some_and(|token| cached.is_current(token, now))
            && let Some(body) = cached.body(variant)
        {
            return Ok(Some(body));
        }
        let Some(live) = self.live_slugs.run(slug.hash().clone(), now).await? else {
            self.cache.forget(slug.hash());
            return Ok(None);
        };
        let unchanged = cached.filter(|cached| cached.live.version == live.version && cached.day.contains(&now));
        let known = unchanged.as_ref().and_then(|cached| cached.body(variant));
        if let Some(body) = &known
            && token.is_none()
        {
            return Ok(Some(body.clone()));
        }
        let (day, mut bodies) =
            unchanged.map(|cached| (Some(cached.day.clone()), cached.bodies.clone())).unwrap_or_default();
        let (day, body) = if let Some(body) = known {
            // Another organisation wrote something, or this one wrote something that no page shows.
            (day, body)
        } else {
            // On the heap: it is seldom needed, and would otherwise be moved around with every request.
            let Some(page) = Box::pin(self.page(slug, now)).await? else { return Ok(None) };
            let day = day.or_else(|| zone::day(now, &page.time_zone));
            let body = make(page)?;
            bodies.push((variant, body.clone()));
            (day, body)
        };
        // Beyond the calendar there is no day, so such a page is not cached.
        if let Some(day) = day {
            self.cache.keep(slug.hash().clone(), CachedPage { live, token, day, bodies });
        }
        Ok(Some(body))
    }

    /// What live updates need to know about the page that a slug opens now; none for every dead cause alike.
    pub async fn watch(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<Watched>, Error> {
        let Some(owner) = public::find_owner(&self.store, slug.hash(), now).await? else { return Ok(None) };
        let page = self.page(slug, now).await?;
        Ok(page.map(|page| Watched { owner, revision: page.revision }))
    }

    /// Whether the organisation whose page the slug opens now lets the scripts of a website read it; false for every dead cause
    /// alike.
    pub async fn permits_origin(&self, slug: &HashedSlug, origin: &str, now: Timestamp) -> Result<bool, Error> {
        public::permits_origin(&self.store, slug.hash(), origin, now).await
    }

    /// The photo with this public id, if the page that the slug opens now shows it; none for every dead cause alike.
    pub async fn find_photo(
        &self,
        slug: &HashedSlug,
        public_id: &str,
        now: Timestamp,
    ) -> Result<Option<PublicPicture>, Error> {
        let photos = public::find_photos(&self.store, slug.hash(), now).await?;
        let is_asked = |photo: &PublicPicture| self.keys.public_photo_id(slug.slug(), &photo.id) == public_id;
        Ok(photos.into_iter().find(is_asked))
    }

    /// The logo of the organisation whose page the slug opens now; none for every dead cause alike.
    pub async fn find_logo(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<StoredLogo>, Error> {
        public::find_logo(&self.store, slug.hash(), now).await
    }

    /// The arrival date on the page of a slug; none if it shows none, and for every dead cause alike.
    pub async fn find_arrival(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<ArrivalEvent>, Error> {
        public::find_arrival(&self.store, slug.hash(), |link| self.keys.calendar_uid(link), now).await
    }

    /// The name under which a browser may remember its visit to the page of a slug: it reveals nothing about the slug
    /// and opens nothing.
    pub fn visit_name(&self, slug: &HashedSlug) -> String {
        self.keys.visit_name(slug.slug())
    }

    /// Counts one page open and returns whether the slug is alive. Only a number and two instants are kept. The first view of a
    /// link is durable by then; later ones are written within a second ([`PageViewCounts`]).
    pub async fn count_view(&self, slug: &HashedSlug, now: Timestamp) -> Result<bool, Error> {
        if !self.is_alive(slug, now).await? {
            return Ok(false);
        }
        if !self.views.collect(slug.hash(), now) {
            self.first_views.run(FirstView::of(slug.hash().clone(), now), now).await?;
            self.views.remember(slug.hash());
        }
        Ok(true)
    }
}
