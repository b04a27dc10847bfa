//! Live updates: notifies open tracking pages that something has changed, or that their link is dead.
//!
//! Every server regularly checks whether the organisations of its open pages have a new entry in the audit log, which
//! every change leaves, whichever server made it. Only then does it check what these pages show. So an open page costs
//! a few hundred bytes and no query.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::slug::HashedSlug;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use store::{Error, Store, live};
use tokio::sync::mpsc;

use crate::reader::{PublicReader, Watched};

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
    /// The newest audit log entry that was seen for each organisation with an open page.
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
        let mut connection = store.read_across().await?;
        let newest = live::newest_entries(&mut connection, &organizations).await?;
        drop(connection);
        for (id, slug) in self.affected(&newest, now) {
            let watched = reader.watch(&slug, now).await?;
            self.update(id, watched);
        }
        self.end_look(newest);
        Ok(())
    }

    /// The organisations with open pages; none when there is no page. Streams that nobody reads any more are dropped.
    fn begin_look(&self) -> Option<Vec<OrganizationId>> {
        let mut pages = self.pages();
        pages.looks = pages.looks.wrapping_add(1);
        pages.open.retain(|_, page| !page.line.is_closed());
        let organizations: BTreeSet<_> =
            pages.open.values().map(|page| page.watched.owner.organization.clone()).collect();
        pages.seen.retain(|organization, _| organizations.contains(organization));
        (!organizations.is_empty()).then(|| organizations.into_iter().collect())
    }

    /// The pages that may now show something else: their organisation wrote something, or their time is over.
    fn affected(&self, newest: &BTreeMap<OrganizationId, String>, now: Timestamp) -> Vec<(u64, HashedSlug)> {
        let pages = self.pages();
        let is_affected = |page: &Page| {
            let organization = &page.watched.owner.organization;
            page.is_new
                || newest.get(organization) != pages.seen.get(organization)
                || page.watched.owner.until.is_some_and(|until| until <= now)
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

    fn end_look(&self, newest: BTreeMap<OrganizationId, String>) {
        let mut pages = self.pages();
        pages.seen = newest;
        if pages.looks.is_multiple_of(LOOKS_A_SIGN) {
            for page in pages.open.values() {
                let _ = page.line.try_send(Bytes::from_static(ALIVE.as_bytes()));
            }
        }
    }
}
