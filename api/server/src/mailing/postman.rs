//! What the worker and what it calls share.

use std::sync::Arc;

use api_http::metrics::Metrics;
use api_http::site::Site;
use host::clock::Clock;
use host::keys::Keys;
use mail::Mailer;
use pictures::Blobs;
use store::Store;
use tracking::Subscriptions;

/// What mails need of the server.
#[derive(Debug, Clone)]
pub struct Postman {
    /// What sends.
    pub mailer: Arc<Mailer>,
    /// The database, whose mails it sends.
    pub store: Store,
    /// The keys, which open addresses and slugs.
    pub keys: Keys,
    /// The files of logos.
    pub blobs: Blobs,
    /// The pages that customers follow.
    pub subscriptions: Subscriptions,
    /// Where the site is.
    pub site: Arc<Site>,
    /// The clock.
    pub clock: Clock,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}
