//! Which slugs open something now: the gate for many slugs at once, without the content.

use std::collections::HashSet;
use std::sync::LazyLock;

use domain::slug::SlugHash;
use shared::time::Timestamp;

use crate::Store;
use crate::error::Error;
use crate::public::by_slug::{Statements, ask};
use crate::public::gate::alive;

/// `$1` is now, the slugs' hashes follow.
const LIVE_SLUGS: &str = concat!(
    "SELECT k.slug_hash FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id WHERE ",
    alive!("$1"),
    " AND k.slug_hash IN ("
);

static STATEMENTS: LazyLock<Statements> = LazyLock::new(|| Statements::of(LIVE_SLUGS, ")"));

/// Whether each of these slugs opens something at an instant; they are named by their hashes. At most
/// [`SLUGS_AT_A_TIME`](crate::public::SLUGS_AT_A_TIME).
pub async fn live_slugs(store: &Store, hashes: &[SlugHash], now: Timestamp) -> Result<Vec<bool>, Error> {
    let mut reader = store.read_across().await?;
    let rows: Vec<(String,)> = ask!(reader.db(), STATEMENTS, hashes, now);
    let live: HashSet<String> = rows.into_iter().map(|(hash,)| hash).collect();
    Ok(hashes.iter().map(|hash| live.contains(hash.as_str())).collect())
}
