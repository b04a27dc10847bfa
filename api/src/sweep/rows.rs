//! Rows that no answer depends on any more.

use shared::time::Timestamp;

use super::{IDEMPOTENCY_MS, before};
use crate::auth::SESSION_LIFETIME_MS;
use crate::error::ApiError;
use crate::server::App;
use crate::store::{idempotency, knocks, members, sessions, webhook_deliveries};

/// How long the log of deliveries reaches back, in milliseconds: thirty days.
const DELIVERY_LOG_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long rows stay that nothing needs any more, for an operator who wants to know what happened: one day.
const SPARE_MS: i64 = 24 * 60 * 60 * 1000;
/// How long an invitation stays that nobody accepted in time, in milliseconds: thirty days.
const INVITATION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Removes them, some at a time, so that nobody waits long for a transaction.
pub async fn sweep(app: &App, now: Timestamp) -> Result<(), ApiError> {
    let mut tx = app.store.begin_across().await?;
    idempotency::forget(tx.db(), before(now, IDEMPOTENCY_MS)).await?;
    webhook_deliveries::forget(&mut tx, before(now, DELIVERY_LOG_MS)).await?;
    members::forget_invitations(tx.db(), before(now, INVITATION_MS)).await?;
    tx.commit().await?;
    // A session is over after its lifetime, whatever happened; until then a used token that comes again ends it.
    let opened_by = before(now, SESSION_LIFETIME_MS + SPARE_MS);
    loop {
        let mut tx = app.store.begin_across().await?;
        let forgotten = sessions::forget(&mut tx, opened_by).await?;
        tx.commit().await?;
        if forgotten == 0 {
            break;
        }
    }
    loop {
        let mut tx = app.store.begin_across().await?;
        let forgotten = knocks::forget(tx.db()).await?;
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}
