//! Rows that no answer depends on any more.

use shared::time::Timestamp;

use super::{IDEMPOTENCY_MS, before};
use crate::error::ApiError;
use crate::server::App;
use crate::store::{idempotency, webhook_deliveries};

/// How long the log of deliveries reaches back, in milliseconds: thirty days.
const DELIVERY_LOG_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Removes them.
pub async fn sweep(app: &App, now: Timestamp) -> Result<(), ApiError> {
    let mut tx = app.store.begin_across().await?;
    idempotency::forget(tx.db(), before(now, IDEMPOTENCY_MS)).await?;
    webhook_deliveries::forget(&mut tx, before(now, DELIVERY_LOG_MS)).await?;
    tx.commit().await
}
