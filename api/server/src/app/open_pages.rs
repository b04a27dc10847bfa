//! Looking after the tracking pages that are open at this server.

use std::sync::Arc;

use host::clock::Clock;
use store::Store;
use tracking::{Live, PublicReader};

/// What it takes.
#[derive(Debug, Clone)]
pub struct OpenPages {
    /// The pages.
    pub live: Arc<Live>,
    /// The database, where changes show.
    pub store: Store,
    /// What they show now.
    pub reader: PublicReader,
    /// The clock.
    pub clock: Clock,
}

impl OpenPages {
    /// Looks once whether they show something else than before, and tells them.
    pub async fn look(&self) -> Result<(), store::Error> {
        self.live.look(&self.store, &self.reader, self.clock.now()).await
    }
}
