//! The only access of the public routes to the database: from a slug to the current content of its page.
//!
//! A page is rendered once and served often, but never stale. Each request asks the database whether anything was committed, and if
//! so, which pages that may have changed (`freshness`); those are dropped from the cache. What is not in the cache is read and rendered,
//! once for all who wait for it (`making`), by one statement for many pages (`coalescer`). Every statement begins after the requests
//! that it answers.
//!
//! So a revocation takes effect on the very next request at every server, and without the database nothing is served.

use std::sync::Arc;

use bytes::Bytes;
use domain::calendar::ArrivalEvent;
use domain::public::{Pictures, public_tracking};
use domain::slug::HashedSlug;
use domain::zone;
use host::keys::Keys;
use shared::ids::PhotoId;
use shared::paths::ApiPath;
use shared::public_tracking::PublicTracking;
use shared::time::Timestamp;
use store::logos::StoredLogo;
use store::public::{self, PageOf, PublicPicture};
use store::{Error, Store};

use crate::cache::{CachedBody, Found, PageCache, Photos};
use crate::coalescer::{Coalescer, IsAlive, PageBehind};
use crate::freshness::{Freshness, IsCurrent};
use crate::page_views::{FirstView, PageViewCounts};
use crate::variant::{Days, Made, Variant};

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
    current: Coalescer<IsCurrent>,
    live_slugs: Coalescer<IsAlive>,
    pages: Coalescer<PageBehind>,
    cache: Arc<PageCache>,
    first_views: Coalescer<FirstView>,
    views: Arc<PageViewCounts>,
    sends_mail: bool,
}

/// An open page: who can change it, and which state of it is shown.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Whose it is, and when it ends by itself.
    pub of: PageOf,
    /// The revision of the page.
    pub revision: String,
}

impl PublicReader {
    /// A reader over a database, for one worker of the server; the cache and the counts are for all of them.
    /// Whether mail is sent decides whether pages offer it.
    pub fn new(store: Store, keys: Keys, cache: Arc<PageCache>, views: Arc<PageViewCounts>, sends_mail: bool) -> Self {
        let freshness = Freshness { store: store.clone(), cache: Arc::clone(&cache) };
        let (live_slugs, pages) = (Coalescer::new(store.clone()), Coalescer::new(store.clone()));
        let first_views = Coalescer::new(store.clone());
        Self {
            store,
            keys,
            current: Coalescer::new(freshness),
            live_slugs,
            pages,
            cache,
            first_views,
            views,
            sends_mail,
        }
    }

    /// Reads the slug of a URL; none when it is not well-formed, and so opens nothing.
    pub fn read_slug(&self, text: &str) -> Option<HashedSlug> {
        self.keys.read_slug(text)
    }

    /// Whether the slug opens a page now.
    pub async fn is_alive(&self, slug: &HashedSlug, now: Timestamp) -> Result<bool, Error> {
        if self.current.run(IsCurrent, now).await? && self.cache.is_alive(slug.hash(), now) {
            return Ok(true);
        }
        self.live_slugs.run(IsAlive(slug.hash().clone()), now).await
    }

    /// The content of the page that a slug opens now; none for every dead cause alike.
    pub async fn page(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<PublicTracking>, Error> {
        Ok(self.find(slug, now).await?.map(|(_, page)| page))
    }

    async fn find(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<(PageOf, PublicTracking)>, Error> {
        let text = slug.slug().as_str();
        let photo = |id: &PhotoId| ApiPath::PublicPhoto(text, &self.keys.public_photo_id(slug.slug(), id)).to_string();
        let pictures = Pictures { photo: &photo, logo: ApiPath::PublicLogo(text).to_string() };
        let found = self.pages.run(PageBehind(slug.hash().clone()), now).await?;
        Ok(found.map(|found| (found.of, public_tracking(found.projection, &pictures, self.sends_mail, now))))
    }

    /// The page that a slug opens now, in a variant that `render` makes; none for every dead cause alike.
    pub async fn variant<E: From<Error>>(
        &self,
        slug: &HashedSlug,
        variant: Variant,
        now: Timestamp,
        render: impl FnOnce(PublicTracking) -> Result<Bytes, E>,
    ) -> Result<Option<Bytes>, E> {
        let is_current = self.current.run(IsCurrent, now).await?;
        let cached = || if is_current { self.cache.body(slug.hash(), variant, now) } else { None };
        if let Some(body) = cached() {
            return Ok(Some(body));
        }
        let usable = |made: &Option<Made>| made.as_ref().is_none_or(|made| made.is_right_at(now));
        let made = self.cache.making.run((slug.hash().clone(), variant), usable, async || {
            // Somebody before this one made it, and nothing has changed since.
            if let Some(body) = cached() {
                return Ok(Some(Made::for_now(body)));
            }
            self.make(slug, variant, now, render).await
        });
        // On the heap: it is seldom needed, and would otherwise be moved around with every request.
        Ok(Box::pin(made).await?.map(|made| made.body))
    }

    async fn make<E: From<Error>>(
        &self,
        slug: &HashedSlug,
        variant: Variant,
        now: Timestamp,
        render: impl FnOnce(PublicTracking) -> Result<Bytes, E>,
    ) -> Result<Option<Made>, E> {
        let version = self.cache.version();
        let Some((of, page)) = self.find(slug, now).await? else {
            self.cache.forget(slug.hash());
            return Ok(None);
        };
        let days = Days(zone::day(now, &page.time_zone));
        let body = render(page)?;
        let made = Made { body: body.clone(), days: days.clone(), until: of.until };
        self.cache.keep(slug.hash(), of, Found::Body(CachedBody { variant, days, body }), version);
        Ok(Some(made))
    }

    /// What live updates need to know about the page that a slug opens now; none for every dead cause alike.
    pub async fn watch(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<Watched>, Error> {
        Ok(self.find(slug, now).await?.map(|(of, page)| Watched { of, revision: page.revision }))
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
    ) -> Result<Option<Arc<PublicPicture>>, Error> {
        let is_current = self.current.run(IsCurrent, now).await?;
        let cached = if is_current { self.cache.photos(slug.hash(), now) } else { None };
        let photos = match cached {
            Some(photos) => Some(photos),
            None => self.read_photos(slug, now).await?,
        };
        Ok(photos.and_then(|photos| photos.get(public_id).cloned()))
    }

    async fn read_photos(&self, slug: &HashedSlug, now: Timestamp) -> Result<Option<Arc<Photos>>, Error> {
        let version = self.cache.version();
        let Some((of, photos)) = public::find_photos(&self.store, slug.hash(), now).await? else { return Ok(None) };
        let named =
            photos.into_iter().map(|photo| (self.keys.public_photo_id(slug.slug(), &photo.id), Arc::new(photo)));
        let photos = Arc::new(named.collect::<Photos>());
        self.cache.keep(slug.hash(), of, Found::Photos(Arc::clone(&photos)), version);
        Ok(Some(photos))
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
