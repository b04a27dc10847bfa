//! Revoking a link.

use shared::ids::{MemberId, TrackingLinkId};
use shared::link::RevokeReason;
use shared::time::Timestamp;

use super::slugs::retire_slug;
use crate::error::Error;
use crate::{Tx, on, one_row};

const REVOKE: &str = "
    UPDATE tracking_links SET
        revoked_at = $2, revoked_by = $3, revoke_reason = $4, updated_at = $2, version = version + 1
    WHERE id = $1 AND revoked_at IS NULL";

/// Revokes an unrevoked link and retires its slug.
pub async fn revoke(
    tx: &mut Tx,
    id: &TrackingLinkId,
    by: &MemberId,
    reason: RevokeReason,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(tx.db(), c => sqlx::query(REVOKE)
        .bind(id.as_str())
        .bind(now.unix_ms())
        .bind(by.as_str())
        .bind(reason.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    retire_slug(tx.db(), id, now).await
}
