//! Revoking a link.

use shared::ids::MemberId;
use shared::link::RevokeReason;
use shared::time::Timestamp;

use super::slugs::retire_slug;
use super::unrevoked::UnrevokedLink;
use crate::error::Error;
use crate::{Tx, on, one_row};

const REVOKE: &str = "
    UPDATE tracking_links SET
        revoked_at = $2, revoked_by = $3, revoke_reason = $4, updated_at = $2, version = version + 1
    WHERE id = $1 AND revoked_at IS NULL";

/// Revokes a link and retires its slug. The evidence that it is not revoked is used up.
pub async fn revoke(
    tx: &mut Tx,
    link: UnrevokedLink,
    by: &MemberId,
    reason: RevokeReason,
    now: Timestamp,
) -> Result<(), Error> {
    let rows = on!(tx.db(), c => sqlx::query(REVOKE)
        .bind(link.id.as_str())
        .bind(now.unix_ms())
        .bind(by.as_str())
        .bind(reason.as_str())
        .execute(c)
        .await?
        .rows_affected());
    one_row(rows)?;
    retire_slug(tx.db(), &link, now).await
}
