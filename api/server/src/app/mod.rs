//! The application: its parts, and what of them the others are given.

mod application;
mod open_pages;
mod serving;
mod start;
mod state;

use std::sync::Arc;

use api_http::connections::Connections;
use api_http::limits::Limits;
use api_http::metrics::Metrics;
use api_http::middleware::Surroundings;
use api_http::site::Site;
use api_http::telemetry::traces::Traces;
use host::clock::Clock;
use host::data_lock::DataLock;
use host::keys::Keys;
use mail::Mailer;
use pictures::{AvifQueue, Blobs, Previews, Workers};
use store::Store;
use tracking::{Live, PageCache, PageViewCounts, PublicReader, RetiredUrlOpens, Subscriptions};

use crate::auth::FailedSignIns;
use crate::auth::failed_sign_ins::Which;
use crate::config::Config;
use crate::documentation::Documentation;
use crate::export::Exports;
use crate::link_urls::LinkUrls;
use crate::mailing::Postman;
use crate::metrics::Scraped;
use crate::openapi;
use crate::photos::{AvifMaker, Pairing};
use crate::readiness::Readiness;
use crate::sweep::Sweeper;
use crate::webhooks::{Deliverer, Sender};

pub use application::{application, application_with};
pub use open_pages::OpenPages;
pub use serving::{Listening, listen};
pub use start::StartError;
pub(crate) use start::create_private;

/// The parts of a server. Handlers and background work get those that they name, never all of them.
#[derive(Debug, Clone)]
pub struct App {
    /// The checked settings.
    pub config: Arc<Config>,
    /// What answers depend on of them.
    pub site: Arc<Site>,
    /// The clock.
    pub clock: Clock,
    /// The secret keys.
    pub keys: Keys,
    /// The database.
    pub store: Store,
    /// The files of photos and logos.
    pub blobs: Blobs,
    /// Whether the database and those files belong together.
    pub pairing: Arc<Pairing>,
    /// The threads that work on pictures.
    pub workers: Workers,
    /// The photos of which AVIF is wanted.
    pub avif: Arc<AvifQueue>,
    /// The thread that makes it.
    pub avif_workers: Workers,
    /// What chat apps show of photos.
    pub previews: Arc<Previews>,
    /// What sends events to webhook endpoints.
    pub sender: Sender,
    /// What sends mails, where the operator named a mail server.
    pub mailer: Option<Arc<Mailer>>,
    /// Tracking pages that were made before.
    pub cache: Arc<PageCache>,
    /// How much anybody may ask.
    pub limits: Arc<Limits>,
    /// The tracking pages that are open at this server.
    pub live: Arc<Live>,
    /// The connections that are open at this server.
    pub connections: Arc<Connections>,
    /// Opens of URLs that show nothing, until they are counted.
    pub retired_urls: Arc<RetiredUrlOpens>,
    /// Views of pages, until they are written.
    pub page_views: Arc<PageViewCounts>,
    /// Failed sign-ins, until they are written in the audit log.
    pub failed_sign_ins: Arc<FailedSignIns>,
    /// The documentation for integrators.
    pub documentation: Arc<Documentation>,
    /// The exports under way.
    pub exports: Arc<Exports>,
    /// What is counted for operators.
    pub metrics: Arc<Metrics>,
    /// Where traces go, if they are wanted.
    pub traces: Option<Arc<Traces>>,
    /// Whether requests should come here.
    pub readiness: Arc<Readiness>,
    /// Keeps restores away from the data while it is in use.
    _lock: Arc<DataLock>,
}

impl App {
    /// What the middleware needs.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            site: Arc::clone(&self.site),
            clock: self.clock.clone(),
            connections: Arc::clone(&self.connections),
            metrics: Arc::clone(&self.metrics),
            traces: self.traces.clone(),
            routes: openapi::route_table(),
        }
    }

    /// What a scrape of the metrics reads.
    pub fn scraped(&self) -> Scraped {
        Scraped {
            metrics: Arc::clone(&self.metrics),
            clock: self.clock.clone(),
            store: self.store.clone(),
            workers: self.workers.clone(),
            live: Arc::clone(&self.live),
            connections: Arc::clone(&self.connections),
            page_views: Arc::clone(&self.page_views),
        }
    }

    /// What removes leftovers.
    pub fn sweeper(&self) -> Sweeper {
        Sweeper {
            store: self.store.clone(),
            blobs: self.blobs.clone(),
            pairing: Arc::clone(&self.pairing),
            clock: self.clock.clone(),
            metrics: Arc::clone(&self.metrics),
        }
    }

    /// What makes AVIF of photos.
    pub fn avif_maker(&self) -> AvifMaker {
        AvifMaker {
            queue: Arc::clone(&self.avif),
            store: self.store.clone(),
            blobs: self.blobs.clone(),
            pairing: Arc::clone(&self.pairing),
            uploads: self.workers.clone(),
            workers: self.avif_workers.clone(),
            metrics: Arc::clone(&self.metrics),
        }
    }

    /// What delivers events.
    pub fn deliverer(&self) -> Deliverer {
        Deliverer {
            store: self.store.clone(),
            keys: self.keys.clone(),
            sender: self.sender.clone(),
            clock: self.clock.clone(),
            metrics: Arc::clone(&self.metrics),
        }
    }

    /// The only way from a slug to its page, for one thread.
    pub fn public_reader(&self) -> PublicReader {
        let views = Arc::clone(&self.page_views);
        PublicReader::new(self.store.clone(), self.keys.clone(), Arc::clone(&self.cache), views, self.sends_mail())
    }

    /// Whether this server sends mail.
    pub fn sends_mail(&self) -> bool {
        self.mailer.is_some()
    }

    /// The subscriptions of customers.
    pub fn subscriptions(&self) -> Subscriptions {
        Subscriptions::new(self.store.clone(), self.keys.clone(), self.sends_mail())
    }

    /// What makes and sends the mails that are due; none where no mail is sent.
    pub fn postman(&self) -> Option<Postman> {
        Some(Postman {
            mailer: Arc::clone(self.mailer.as_ref()?),
            store: self.store.clone(),
            keys: self.keys.clone(),
            blobs: self.blobs.clone(),
            subscriptions: self.subscriptions(),
            site: Arc::clone(&self.site),
            clock: self.clock.clone(),
            metrics: Arc::clone(&self.metrics),
        })
    }

    /// What makes the URLs of links.
    pub fn link_urls(&self) -> LinkUrls {
        LinkUrls { keys: self.keys.clone(), site: Arc::clone(&self.site) }
    }

    /// The open tracking pages, with what it takes to look after them.
    pub fn open_pages(&self) -> OpenPages {
        OpenPages {
            live: Arc::clone(&self.live),
            store: self.store.clone(),
            reader: self.public_reader(),
            clock: self.clock.clone(),
        }
    }

    /// Counts the opens of retired URLs that wait; tells how many there were.
    pub async fn count_retired_url_opens(&self) -> Result<usize, store::Error> {
        self.retired_urls.flush(&self.store).await
    }

    /// Writes the views of pages that wait; tells how many there were.
    pub async fn write_page_views(&self) -> Result<i64, store::Error> {
        self.page_views.flush(&self.store).await
    }

    /// Writes failed sign-ins in the audit log; tells how many entries that made.
    pub async fn write_failed_sign_ins(&self, which: Which) -> Result<usize, store::Error> {
        self.failed_sign_ins.write(&self.store, &self.clock, which).await
    }
}
