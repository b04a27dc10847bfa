//! Removing what nothing needs any more: files of pictures (`files`), and rows that no answer depends on (`rows`). It
//! decides nothing: what it removes is unreachable already.

mod clocks;
pub mod files;
mod rows;

use std::time::Duration;

use shared::time::Timestamp;

use crate::background::{Task, turn};
use crate::error::ApiError;
use crate::server::App;
use clocks::Clocks;
use files::{Limit, Swept};

/// How long a deletion can be undone, in milliseconds: one day.
pub const UNDO_MS: i64 = 24 * 60 * 60 * 1000;
/// How long an `Idempotency-Key` is known, in milliseconds: one day.
pub const IDEMPOTENCY_MS: i64 = 24 * 60 * 60 * 1000;
/// How soon after its start a server sweeps at first.
const FIRST: Duration = Duration::from_mins(10);
/// For how long after its start a server leaves files alone: what is wrong with its settings shows before.
const FILES_FIRST: Duration = Duration::from_hours(1);
/// How often a server sweeps. Several servers do it side by side; removing twice is no error.
const PERIOD: Duration = Duration::from_mins(30);

const SWEEPING: Task = Task { name: "sweep", what: "sweeping", deadline: Duration::from_mins(30) };

/// Sweeps for ever.
pub async fn sweep_for_ever(app: App) {
    let mut clocks = Clocks::start(app.clock.now());
    turn(&app, SWEEPING, async { files::bring_back(&app).await.map(report) }).await;
    tokio::time::sleep(FIRST).await;
    loop {
        let now = app.clock.now();
        let is_believed = clocks.agree(now);
        if is_believed {
            turn(&app, SWEEPING, rows::sweep(&app, now)).await;
        } else {
            tracing::warn!(
                "the clock was set since the server started: nothing is removed until it was right for a day"
            );
        }
        let is_time = is_believed && clocks.elapsed() >= FILES_FIRST;
        let files =
            async { if is_time { files::sweep(&app, now, Limit::Small).await } else { files::bring_back(&app).await } };
        turn(&app, SWEEPING, async { files.await.map(report) }).await;
        tokio::time::sleep(PERIOD).await;
    }
}

/// Sweeps once, as a server does that has been running for long.
pub async fn sweep(app: &App, now: Timestamp) -> Result<Swept, ApiError> {
    rows::sweep(app, now).await?;
    let swept = files::sweep(app, now, Limit::Small).await?;
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

/// An instant so long before another.
pub fn before(now: Timestamp, duration_ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(now.unix_ms() - duration_ms).unwrap_or(now)
}
