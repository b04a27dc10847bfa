//! The page cache: what slugs showed when it was last known that nothing about it had changed (`freshness`).
//!
//! Every page in it is current as of a place in the database's journal of changes. Pages are removed when the journal says that they
//! may have changed, so whoever looks into the cache after the journal was read finds nothing that is older.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::slug::SlugHash;
use hashlink::LruCache;
use shared::ids::{OrganizationId, VehicleId};
use shared::time::Timestamp;
use store::change_token::ChangeToken;
use store::page_changes::{Changed, PageOwner, Place};
use store::public::{PageOf, PublicPicture};

use crate::making::Making;
use crate::recent::{Recent, Version};
use crate::variant::{Days, Made, Variant};

/// The bytes that a cached page takes in addition to its bodies: its key, whose it is, and its entries in the indexes.
const OVERHEAD_BYTES: usize = 900;
/// The bytes that are kept of a photo, which are not those of its files.
const PHOTO_BYTES: usize = 400;

/// The cached pages of this server; the least recently used one is evicted first.
#[derive(Debug)]
pub struct PageCache {
    kept: Mutex<Kept>,
    limit_bytes: usize,
    /// The pages that are being made.
    pub(crate) making: Making<(SlugHash, Variant), Option<Made>>,
    /// Held while the journal is read, so that several workers do not read the same.
    pub(crate) reading: tokio::sync::Mutex<()>,
}

#[derive(Debug)]
struct Kept {
    by_slug_hash: LruCache<Arc<SlugHash>, CachedPage>,
    /// At most one slug of a vehicle is alive.
    by_vehicle: HashMap<VehicleId, Arc<SlugHash>>,
    by_organization: HashMap<OrganizationId, HashSet<Arc<SlugHash>>>,
    size_bytes: usize,
    /// The place in the journal as of which all of them are current.
    place: Option<Place>,
    recent: Recent,
}

/// A page in the variants that were requested.
#[derive(Debug)]
struct CachedPage {
    of: PageOf,
    bodies: Vec<CachedBody>,
    photos: Option<Arc<Photos>>,
}

/// The photos that a page shows, by the ids that they have on it.
pub(crate) type Photos = HashMap<String, Arc<PublicPicture>>;

/// Something that was read of a page.
#[derive(Debug)]
pub(crate) enum Found {
    Body(CachedBody),
    Photos(Arc<Photos>),
}

/// A page in one variant.
#[derive(Debug, Clone)]
pub(crate) struct CachedBody {
    pub(crate) variant: Variant,
    /// The days on which it is the same: time affects a page in no other way before it ends.
    pub(crate) days: Days,
    pub(crate) body: Bytes,
}

impl PageCache {
    /// An empty cache that will hold so many bytes at most.
    pub fn new(limit_bytes: usize) -> Self {
        let kept = Kept {
            by_slug_hash: LruCache::new_unbounded(),
            by_vehicle: HashMap::new(),
            by_organization: HashMap::new(),
            size_bytes: 0,
            place: None,
            recent: Recent::default(),
        };
        Self { kept: Mutex::new(kept), limit_bytes, making: Making::new(), reading: tokio::sync::Mutex::default() }
    }

    /// How many bytes are kept.
    pub fn size_bytes(&self) -> usize {
        self.kept().size_bytes
    }

    /// A page in a variant, if it is kept and does not change or end by itself before `now`.
    pub(crate) fn body(&self, slug: &SlugHash, variant: Variant, now: Timestamp) -> Option<Bytes> {
        let mut kept = self.kept();
        let page = kept.by_slug_hash.get(slug).filter(|page| page.lives_at(now))?;
        let cached = page.bodies.iter().find(|cached| cached.variant == variant && cached.days.contains(now));
        cached.map(|cached| cached.body.clone())
    }

    /// The photos of a page, if they are kept.
    pub(crate) fn photos(&self, slug: &SlugHash, now: Timestamp) -> Option<Arc<Photos>> {
        let mut kept = self.kept();
        kept.by_slug_hash.get(slug).filter(|page| page.lives_at(now))?.photos.clone()
    }

    /// Whether the slug is known to be alive.
    pub(crate) fn is_alive(&self, slug: &SlugHash, now: Timestamp) -> bool {
        self.kept().by_slug_hash.get(slug).is_some_and(|page| page.lives_at(now))
    }

    /// To be taken before a page is read from the database: it says which changes the page may lack.
    pub(crate) fn version(&self) -> Version {
        self.kept().recent.version()
    }

    /// Keeps what was read of a page after `version` was taken, unless it has changed since, as far as is known.
    pub(crate) fn keep(&self, slug: &SlugHash, of: PageOf, found: Found, version: Version) {
        let mut kept = self.kept();
        if kept.recent.may_have_changed(&of, version) {
            return;
        }
        let before = kept.take(slug).map(|page| (page.bodies, page.photos));
        let (mut bodies, mut photos) = before.unwrap_or_default();
        match found {
            Found::Body(body) => {
                bodies.retain(|known| known.variant != body.variant);
                bodies.push(body);
            }
            Found::Photos(found) => photos = Some(found),
        }
        kept.put(Arc::new(slug.clone()), CachedPage { of, bodies, photos });
        while kept.size_bytes > self.limit_bytes {
            let Some((slug, page)) = kept.by_slug_hash.remove_lru() else { break };
            kept.unlink(&slug, &page);
        }
    }

    pub(crate) fn forget(&self, slug: &SlugHash) {
        self.kept().take(slug);
    }

    /// Whether all pages are known to be current as of this version of the database.
    pub(crate) fn is_at(&self, token: &ChangeToken) -> bool {
        self.kept().place.as_ref().is_some_and(|place| place.is_at(token))
    }

    /// The place in the journal as of which all pages are current.
    pub(crate) fn place(&self) -> Option<Place> {
        self.kept().place.clone()
    }

    /// Removes the pages that may have changed up to a place.
    pub(crate) fn advance(&self, changed: Changed, place: Place) {
        let mut kept = self.kept();
        match &changed {
            Changed::Of(owners) => owners.iter().for_each(|owner| kept.forget_of(owner)),
            Changed::Everything => kept.clear(),
        }
        kept.recent.note(changed);
        kept.place = Some(place);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // A panic with the lock held could leave a page in an index and not in the cache, which is harmless.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, slug: Arc<SlugHash>, page: CachedPage) {
        // A slug that this vehicle had before is dead, though the journal may not have been read up to there.
        if let Some(before) = self.by_vehicle.insert(page.of.vehicle.clone(), Arc::clone(&slug)) {
            self.take(&before);
            self.by_vehicle.insert(page.of.vehicle.clone(), Arc::clone(&slug));
        }
        self.by_organization.entry(page.of.organization.clone()).or_default().insert(Arc::clone(&slug));
        self.size_bytes += page.size_bytes();
        self.by_slug_hash.insert(slug, page);
    }

    fn take(&mut self, slug: &SlugHash) -> Option<CachedPage> {
        let page = self.by_slug_hash.remove(slug)?;
        self.unlink(slug, &page);
        Some(page)
    }

    /// Removes the traces of a page that was removed.
    fn unlink(&mut self, slug: &SlugHash, page: &CachedPage) {
        self.size_bytes -= page.size_bytes();
        self.by_vehicle.remove(&page.of.vehicle);
        if let Some(slugs) = self.by_organization.get_mut(&page.of.organization) {
            slugs.remove(slug);
            if slugs.is_empty() {
                self.by_organization.remove(&page.of.organization);
            }
        }
    }

    fn forget_of(&mut self, owner: &PageOwner) {
        match owner {
            PageOwner::Vehicle(vehicle) => {
                if let Some(slug) = self.by_vehicle.get(vehicle).cloned() {
                    self.take(&slug);
                }
            }
            PageOwner::Organization(organization) => {
                for slug in self.by_organization.get(organization).cloned().unwrap_or_default() {
                    self.take(&slug);
                }
            }
        }
    }

    fn clear(&mut self) {
        self.by_slug_hash.clear();
        self.by_vehicle.clear();
        self.by_organization.clear();
        self.size_bytes = 0;
    }
}

impl CachedPage {
    fn size_bytes(&self) -> usize {
        let photos = self.photos.as_ref().map_or(0, |photos| photos.len() * PHOTO_BYTES);
        self.bodies.iter().map(|cached| cached.body.len()).sum::<usize>() + photos + OVERHEAD_BYTES
    }

    fn lives_at(&self, now: Timestamp) -> bool {
        self.of.until.is_none_or(|until| now < until)
    }
}
