//! Removing what nothing needs any more: files of pictures (`files`), and rows that no answer depends on (`rows`). It
//! decides nothing: what it removes is unreachable already.

mod clocks;
pub mod files;
mod rows;

use std::sync::Arc;
use std::time::Duration;

use api_http::metrics::Metrics;
use host::clock::Clock;
use pictures::Blobs;
use store::Store;

use crate::photos::Pairing;
use shared::time::Timestamp;

use api_http::background::{Task, turn};
use api_http::error::ApiError;
use clocks::Clocks;
use files::{Limit, Swept};

/// How soon after its start a server sweeps at first.
const FIRST: Duration = Duration::from_mins(10);
/// For how long after its start a server leaves files alone: what is wrong with its settings shows before.
const FILES_FIRST: Duration = Duration::from_hours(1);
/// How often a server sweeps. Several servers do it side by side; removing twice is no error.
const PERIOD: Duration = Duration::from_mins(30);

/// What the sweeper needs of the server.
#[derive(Debug, Clone)]
pub struct Sweeper {
    /// The database.
    pub store: Store,
    /// The files.
    pub blobs: Blobs,
    /// Whether the two belong together.
    pub pairing: Arc<Pairing>,
    /// The clock.
    pub clock: Clock,
    /// What is counted.
    pub metrics: Arc<Metrics>,
}

const SWEEPING: Task = Task { name: "sweep", what: "sweeping", deadline: Duration::from_mins(30) };

/// Sweeps for ever.
pub async fn sweep_for_ever(sweeper: Sweeper) {
    let mut clocks = Clocks::start(sweeper.clock.now());
    turn(&sweeper.metrics, SWEEPING, async { files::bring_back(&sweeper).await.map(report) }).await;
    tokio::time::sleep(FIRST).await;
    loop {
        let now = sweeper.clock.now();
        let is_believed = clocks.agree(now);
        if is_believed {
            turn(&sweeper.metrics, SWEEPING, rows::sweep(&sweeper, now)).await;
        } else {
            tracing::warn!(
                "the clock was changed while the server was running: nothing is removed until it has been right for a \
                 day"
            );
        }
        let is_time = is_believed && clocks.elapsed() >= FILES_FIRST;
        let files = async {
            if is_time { files::sweep(&sweeper, now, Limit::Small).await } else { files::bring_back(&sweeper).await }
        };
        turn(&sweeper.metrics, SWEEPING, async { files.await.map(report) }).await;
        tokio::time::sleep(PERIOD).await;
    }
}

/// Sweeps once, as a server does that has been running for long.
pub async fn sweep(sweeper: &Sweeper, now: Timestamp) -> Result<Swept, ApiError> {
    rows::sweep(sweeper, now).await?;
    let swept = files::sweep(sweeper, now, Limit::Small).await?;
    report(swept);
    Ok(swept)
}

/// Tells operators what came of it.
fn report(swept: Swept) {
    let Swept { brought_back, put_aside, deleted, unfinished, left } = swept;
    if swept != Swept::default() {
        tracing::info!(brought_back, put_aside, deleted, unfinished, left, "swept the photo store");
    }
}
