//! How often a page was opened.

use domain::slug::SlugHash;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use shared::webhook::EventType;

use super::gate::gate;
use crate::error::Error;
use crate::{Store, events, on, stored};

const COUNT_VIEW: &str = concat!(
    "UPDATE tracking_links SET view_count = view_count + 1, \
     first_viewed_at = COALESCE(first_viewed_at, $2), last_viewed_at = $2 WHERE id IN (\
     SELECT l.id FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id",
    gate!(),
    ") RETURNING id, organization_id, view_count"
);

/// Counts one page open; tells whether the slug is alive. Nothing but a number and two instants is written.
pub async fn count_view(store: &Store, slug: &SlugHash, now: Timestamp) -> Result<bool, Error> {
    let mut tx = store.begin_across().await?;
    let counted: Option<(String, String, i64)> = on!(tx.db(), c => sqlx::query_as(COUNT_VIEW)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    if let Some((link, organization, 1)) = &counted {
        let organization = stored(OrganizationId::try_from(organization.clone()), "organisation id")?;
        events::emit(&mut tx, &organization, EventType::TrackingLinkFirstViewed, link, now);
    }
    tx.commit().await?;
    Ok(counted.is_some())
}
