//! Rows that no answer depends on any more.

use shared::time::Timestamp;

use super::{IDEMPOTENCY_MS, before};
use crate::auth::SESSION_LIFETIME_MS;
use crate::error::ApiError;
use crate::server::App;
use crate::store::{Tx, idempotency, knocks, members, sessions, webhook_deliveries};

/// How long the log of deliveries reaches back, in milliseconds: thirty days.
const DELIVERY_LOG_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// How long rows stay that nothing needs any more, for an operator who wants to know what happened: one day.
const SPARE_MS: i64 = 24 * 60 * 60 * 1000;
/// How long an invitation stays that nobody accepted in time, in milliseconds: thirty days.
const INVITATION_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Removes them.
pub async fn sweep(app: &App, now: Timestamp) -> Result<(), ApiError> {
    let mut tx = app.store.begin_across().await?;
    members::forget_invitations(tx.db(), before(now, INVITATION_MS)).await?;
    tx.commit().await?;
    piece_by_piece(app, async |tx| idempotency::forget(tx.db(), before(now, IDEMPOTENCY_MS)).await).await?;
    piece_by_piece(app, async |tx| webhook_deliveries::forget(tx, before(now, DELIVERY_LOG_MS)).await).await?;
    // A session is over after its lifetime, whatever happened; until then a used token that comes again ends it.
    let opened_by = before(now, SESSION_LIFETIME_MS + SPARE_MS);
    piece_by_piece(app, async |tx| sessions::forget(tx, opened_by).await).await?;
    piece_by_piece(app, async |tx| knocks::forget(tx.db()).await).await
}

/// Each time some rows and a transaction of its own, so that nobody waits long for it, until there are none.
async fn piece_by_piece(app: &App, forget: impl AsyncFn(&mut Tx) -> Result<u64, ApiError>) -> Result<(), ApiError> {
    loop {
        let mut tx = app.store.begin_across().await?;
        let forgotten = forget(&mut tx).await?;
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}
