//! How many mails strangers have asked for: what limits are compared with.

use shared::time::Timestamp;

use crate::error::Error;
use crate::evidence::Evidence;
use crate::public::SubscribableLink;
use crate::{Across, on};

const COUNT: &str = "
    SELECT
        (SELECT COUNT(*) FROM mails m WHERE m.mailbox_hash = $1 AND m.created_at > $4) AS of_mailbox,
        (SELECT COUNT(*) FROM mails m WHERE m.organization_id = $2 AND m.tracking_link_id = $3
            AND m.mailbox_hash IS NOT NULL AND m.created_at > $4) AS of_link,
        (SELECT COUNT(*) FROM mails m WHERE m.organization_id = $2
            AND m.mailbox_hash IS NOT NULL AND m.created_at > $4) AS of_organization";

/// How many were asked for, by each of what is limited.
#[derive(Debug, Clone, Copy, sqlx_macros::FromRow)]
pub struct Asked {
    /// To this mailbox, from whichever page.
    pub of_mailbox: i64,
    /// From the page of this link.
    pub of_link: i64,
    /// From all pages of this organisation.
    pub of_organization: i64,
}

/// How many were asked for after an instant.
pub async fn asked(
    across: Across<'_>,
    link: &SubscribableLink,
    mailbox_hash: &str,
    after: Timestamp,
) -> Result<Asked, Error> {
    Ok(on!(across.db(), c => sqlx::query_as(COUNT)
        .bind(mailbox_hash)
        .bind(link.organization_id().as_str())
        .bind(link.id().as_str())
        .bind(after.unix_ms())
        .fetch_one(c)
        .await?))
}
