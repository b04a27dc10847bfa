//! Which websites may read the data of the page that a slug opens.

use domain::slug::SlugHash;
use shared::time::Timestamp;

use super::gate::gate;
use crate::error::Error;
use crate::{Store, on};

const FIND_ORIGINS: &str = concat!(
    "SELECT o.allowed_origins FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN organizations o ON o.id = v.organization_id \
     JOIN subscriptions s ON s.organization_id = v.organization_id",
    gate!()
);

/// Whether the organisation whose page the slug opens now allows an origin; false for every dead cause alike.
pub async fn permits_origin(store: &Store, slug: &SlugHash, origin: &str, now: Timestamp) -> Result<bool, Error> {
    let mut reader = store.read_across().await?;
    let found: Option<(String,)> = on!(reader.db(), c => sqlx::query_as(FIND_ORIGINS)
        .bind(slug.as_str())
        .bind(now.unix_ms())
        .fetch_optional(c)
        .await?);
    Ok(found.is_some_and(|(origins,)| origins.split_ascii_whitespace().any(|allowed| allowed == origin)))
}
