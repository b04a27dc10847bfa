//! Rows that no answer depends on any more.

use domain::retention::{
    CONFIRMATION_MS, DELIVERY_LOG_MS, IDEMPOTENCY_MS, INVITATION_MS, SESSION_LIFETIME_MS, SPARE_MS, before,
};
use shared::time::Timestamp;

use super::Sweeper;

use api_http::error::ApiError;
use store::{AcrossTx, deliveries, events, idempotency, mails, members, retired_url_opens, sessions, subscribers};

/// Removes them.
pub async fn sweep(sweeper: &Sweeper, now: Timestamp) -> Result<(), ApiError> {
    let mut tx = sweeper.store.begin_across().await?;
    members::forget_invitations(tx.across(), before(now, INVITATION_MS)).await?;
    tx.commit().await?;
    piece_by_piece(sweeper, async |tx| idempotency::forget(tx.across(), before(now, IDEMPOTENCY_MS)).await).await?;
    piece_by_piece(sweeper, async |tx| deliveries::forget(tx, before(now, DELIVERY_LOG_MS)).await).await?;
    piece_by_piece(sweeper, async |tx| events::forget(tx.across(), before(now, DELIVERY_LOG_MS)).await).await?;
    // A session is over after its lifetime, whatever happened; until then a used token that comes again ends it.
    let opened_by = before(now, SESSION_LIFETIME_MS + SPARE_MS);
    piece_by_piece(sweeper, async |tx| sessions::forget(tx, opened_by).await).await?;
    piece_by_piece(sweeper, async |tx| retired_url_opens::forget(tx.across()).await).await?;
    piece_by_piece(sweeper, async |tx| subscribers::forget_unconfirmed(tx, before(now, CONFIRMATION_MS)).await).await?;
    let (mailboxes_by, made_by) = (before(now, CONFIRMATION_MS), before(now, DELIVERY_LOG_MS));
    piece_by_piece(sweeper, async |tx| mails::forget(tx, mailboxes_by, made_by).await).await?;
    Ok(sweeper.store.trim_page_changes().await?)
}

/// Each time some rows and a transaction of its own, so that nobody waits long for it, until there are none.
async fn piece_by_piece(
    sweeper: &Sweeper,
    forget: impl AsyncFn(&mut AcrossTx) -> Result<u64, store::Error>,
) -> Result<(), ApiError> {
    loop {
        let mut tx = sweeper.store.begin_across().await?;
        let forgotten = forget(&mut tx).await?;
        tx.commit().await?;
        if forgotten == 0 {
            return Ok(());
        }
    }
}
