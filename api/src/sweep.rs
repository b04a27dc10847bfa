//! Removing what nothing refers to: files of uploads that did not come to their end, of photos that were deleted long
//! enough ago, answers that no retry asks for any more, and the old end of the log of deliveries. It decides nothing: what it removes is unreachable already.

use std::time::Duration;

use shared::time::Timestamp;

use crate::error::ApiError;
use crate::server::App;
use crate::store::{idempotency, photos, webhook_deliveries};

/// How long a deletion can be undone, in milliseconds: one day.
pub const UNDO_MS: i64 = 24 * 60 * 60 * 1000;
/// How long an `Idempotency-Key` is known, in milliseconds: one day.
pub const IDEMPOTENCY_MS: i64 = 24 * 60 * 60 * 1000;
/// How long the log of deliveries reaches back, in milliseconds: thirty days.
const DELIVERY_LOG_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Files this young may belong to an upload that is still under way, in milliseconds: one hour.
const YOUNG_MS: i64 = 60 * 60 * 1000;
/// How often a server sweeps. Several servers do it side by side; removing twice is no error.
const PERIOD: Duration = Duration::from_mins(30);

/// Sweeps for ever. A failure is logged and tried again.
pub async fn sweep_for_ever(app: App) {
    loop {
        if let Err(error) = sweep(&app, app.clock.now()).await {
            tracing::error!(cause = %error, "sweeping failed");
            app.metrics.background_failed("sweep");
        }
        tokio::time::sleep(PERIOD).await;
    }
}

/// Sweeps once; tells how many pictures' files, and unfinished files, were removed.
pub async fn sweep(app: &App, now: Timestamp) -> Result<usize, ApiError> {
    let mut tx = app.store.begin_across().await?;
    photos::forget_files(tx.db(), before(now, UNDO_MS)).await?;
    idempotency::forget(tx.db(), before(now, IDEMPOTENCY_MS)).await?;
    webhook_deliveries::forget(&mut tx, before(now, DELIVERY_LOG_MS)).await?;
    tx.commit().await?;
    let mut removed = app.blobs.remove_unfinished(before(now, YOUNG_MS)).await?;
    for key in app.blobs.keys_written_before(before(now, YOUNG_MS)).await? {
        let is_referenced = photos::is_referenced(app.store.read_across().await?.db(), &key).await?;
        if !is_referenced {
            app.blobs.remove(&key).await?;
            removed += 1;
        }
    }
    if removed > 0 {
        tracing::info!(removed, "removed the files of pictures that nothing refers to");
    }
    Ok(removed)
}

/// An instant so long before another.
pub fn before(now: Timestamp, duration_ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(now.unix_ms() - duration_ms).unwrap_or(now)
}
