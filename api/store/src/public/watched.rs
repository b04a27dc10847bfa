//! What live updates need to know about the page that a slug opens.

use domain::slug::SlugHash;
use shared::ids::OrganizationId;
use shared::time::Timestamp;

use super::gate::{ends, gate};
use crate::error::Error;
use crate::{Store, on, optional_instant, stored};

/// Whose changes affect a page, and when it ends.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Whose page it is.
    pub organization: OrganizationId,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
}

/// Whose page it is, and what could end it without anybody writing anything.
const FIND_WATCHED: &str = concat!(
    "SELECT v.organization_id, ",
    ends!(),
    " FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id",
    gate!()
);

/// Who can change the page that a slug opens now; none for every dead cause alike.
pub async fn find_owner(store: &Store, slug: &SlugHash, now: Timestamp) -> Result<Option<Owner>, Error> {
    let mut reader = store.read_across().await?;
    let row: Option<(String, Option<i64>, Option<i64>)> = on!(reader.db(), c => sqlx::query_as(FIND_WATCHED)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    let Some((organization, expires_at, locked_at)) = row else { return Ok(None) };
    let ends = [optional_instant(expires_at)?, optional_instant(locked_at)?];
    Ok(Some(Owner {
        organization: stored(OrganizationId::try_from(organization), "organisation id")?,
        until: ends.into_iter().flatten().min(),
    }))
}
