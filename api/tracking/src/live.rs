//! Live updates: notifies open tracking pages that something has changed, or that their link is dead.
//!
//! Every server regularly checks whether anything was committed, whichever server did it, and which pages that may have changed.
//! Only then does it check what these pages show. So an open page costs a few hundred bytes and no query. On a database that cannot
//! tell, it checks the pages of the organisations that have a new entry in the audit log, which every change leaves.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::slug::HashedSlug;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use store::page_changes::{Changed, PageOwner, Place};
use store::{Error, Store, live};
use tokio::sync::mpsc;

use crate::reader::{PublicReader, Watched};
use store::public::PageOf;

/// After how many checks a sign of life is sent. By it the page knows a silent stream from one that a proxy holds back,
/// and proxies do not close the stream as idle. It says that the link was alive a moment ago, so it follows a check.
const LOOKS_A_SIGN: u32 = 40;
/// How many pages may be open at one server at a time.
const PAGES: usize = 20_000;
/// How many events may wait for one slow page: more would only repeat them.
const WAITING: usize = 4;

const CHANGED: &str = "event: changed\ndata:\n\n";
const GONE: &str = "event: gone\ndata:\n\n";
/// An event and not a comment, which a browser does not pass on to the page (HTML, section 9.2.6).
const ALIVE: &str = "event: alive\ndata:\n\n";
/// The first sign of life. The browser reconnects after this many milliseconds when the stream breaks.
const HELLO: &str = "retry: 3000\nevent: alive\ndata:\n\n";

/// The pages that are open at this server.
#[derive(Debug, Default)]
pub struct Live {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    next: u64,
    open: BTreeMap<u64, Page>,
    /// The place in the database's journal up to which its changes were seen.
    place: Option<Place>,
    /// On a database without one, the newest audit log entry that was seen for each organisation with an open page.
    seen: BTreeMap<OrganizationId, String>,
    looks: u32,
    closed: bool,
}

#[derive(Debug)]
struct Page {
    slug: HashedSlug,
    watched: Watched,
    line: mpsc::Sender<Bytes>,
    /// Whether it has not been checked since it was opened: its revision was read before the stream existed.
    is_new: bool,
}

/// What a look found out about changes.
enum Seen {
    /// Nothing was committed.
    Nothing,
    /// These may have changed.
    Changes(HashSet<PageOwner>, Place),
    /// Any page may have.
    Everything(Place),
    /// The newest entries of the audit logs, from a database that cannot tell more.
    Newest(BTreeMap<OrganizationId, String>),
}

impl Live {
    /// Opens a stream for a page that shows the revision `shown`, if it says which; none if there are too many already.
    pub fn open(&self, slug: HashedSlug, watched: Watched, shown: Option<&str>) -> Option<mpsc::Receiver<Bytes>> {
        let mut pages = self.pages();
        if pages.closed || pages.open.len() >= PAGES {
            return None;
        }
        let (line, receiver) = mpsc::channel(WAITING);
        let _ = line.try_send(Bytes::from_static(HELLO.as_bytes()));
        if shown.is_some_and(|revision| revision != watched.revision) {
            let _ = line.try_send(Bytes::from_static(CHANGED.as_bytes()));
        }
        let id = pages.next;
        pages.next += 1;
        pages.open.insert(id, Page { slug, watched, line, is_new: true });
        Some(receiver)
    }

    /// Ends all streams and accepts no more, because the server is stopping. The pages connect to another server.
    pub fn close(&self) {
        let mut pages = self.pages();
        pages.closed = true;
        pages.open.clear();
    }

    /// How many lines are open.
    pub fn count(&self) -> usize {
        self.pages().open.len()
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        // A thread that panicked with the lock held left complete entries behind.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Live {
    /// Checks once for changes, and notifies the pages that now show something else.
    pub async fn look(&self, store: &Store, reader: &PublicReader, now: Timestamp) -> Result<(), Error> {
        let Some(organizations) = self.begin_look() else { return Ok(()) };
        let seen = self.see(store, organizations).await?;
        for (id, slug) in self.affected(&seen, now) {
            let watched = reader.watch(&slug, now).await?;
            self.update(id, watched);
        }
        self.end_look(seen);
        Ok(())
    }

    /// The organisations with open pages; none when there is no page. Streams that nobody reads any more are dropped.
    fn begin_look(&self) -> Option<Vec<OrganizationId>> {
        let mut pages = self.pages();
        pages.looks = pages.looks.wrapping_add(1);
        pages.open.retain(|_, page| !page.line.is_closed());
        let organizations: BTreeSet<_> = pages.open.values().map(|page| page.watched.of.organization.clone()).collect();
        pages.seen.retain(|organization, _| organizations.contains(organization));
        (!organizations.is_empty()).then(|| organizations.into_iter().collect())
    }

    async fn see(&self, store: &Store, organizations: Vec<OrganizationId>) -> Result<Seen, Error> {
        if let Some(token) = store.change_token().await? {
            let place = self.pages().place.clone();
            if place.as_ref().is_some_and(|place| place.is_at(&token)) {
                return Ok(Seen::Nothing);
            }
            if let Some((changed, place)) = store.page_changes(place.as_ref(), token).await? {
                return Ok(match changed {
                    Changed::Of(owners) => Seen::Changes(owners.into_iter().collect(), place),
                    Changed::Everything => Seen::Everything(place),
                });
            }
        }
        let mut connection = store.read_across().await?;
        Ok(Seen::Newest(live::newest_entries(&mut connection, &organizations).await?))
    }

    /// The pages that may now show something else, or whose time is over.
    fn affected(&self, seen: &Seen, now: Timestamp) -> Vec<(u64, HashedSlug)> {
        let pages = self.pages();
        let is_affected = |page: &Page| {
            let PageOf { vehicle, organization, until } = &page.watched.of;
            let changed = match seen {
                Seen::Nothing => false,
                Seen::Changes(owners, _) => {
                    owners.contains(&PageOwner::Vehicle(vehicle.clone()))
                        || owners.contains(&PageOwner::Organization(organization.clone()))
                }
                Seen::Everything(_) => true,
                Seen::Newest(newest) => newest.get(organization) != pages.seen.get(organization),
            };
            page.is_new || changed || until.is_some_and(|until| until <= now)
        };
        pages.open.iter().filter(|(_, page)| is_affected(page)).map(|(id, page)| (*id, page.slug.clone())).collect()
    }

    fn update(&self, id: u64, watched: Option<Watched>) {
        let mut pages = self.pages();
        let Some(page) = pages.open.get_mut(&id) else { return };
        if let Some(watched) = watched {
            if page.watched.revision != watched.revision {
                let _ = page.line.try_send(Bytes::from_static(CHANGED.as_bytes()));
            }
            page.watched = watched;
            page.is_new = false;
        } else {
            let _ = page.line.try_send(Bytes::from_static(GONE.as_bytes()));
            pages.open.remove(&id);
        }
    }

    fn end_look(&self, seen: Seen) {
        let mut pages = self.pages();
        match seen {
            Seen::Nothing => {}
            Seen::Changes(_, place) | Seen::Everything(place) => pages.place = Some(place),
            Seen::Newest(newest) => pages.seen = newest,
        }
        if pages.looks.is_multiple_of(LOOKS_A_SIGN) {
            for page in pages.open.values() {
                let _ = page.line.try_send(Bytes::from_static(ALIVE.as_bytes()));
            }
        }
    }
}
