//! What the worker and what it calls share.

use std::sync::Arc;

use api_http::metrics::Metrics;
use host::clock::Clock;
use host::keys::Keys;
use store::Store;

use super::Sender;

/// What deliveries need of the server.
#[derive(Debug, Clone)]
pub struct Deliverer {
    /// The database, whose deliveries it makes.
    pub store: Store,
    /// The keys, which open the secrets of endpoints.
    pub keys: Keys,
    /// What sends.
    pub sender: Sender,
    /// The clock.
    pub clock: Clock,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}
