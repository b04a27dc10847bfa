//! Which slugs open something now: the gate for many slugs at once, without the content.

use std::collections::HashMap;
use std::sync::LazyLock;

use domain::slug::SlugHash;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use sqlx::AssertSqlSafe;

use super::engine::Store;
use super::on;
use super::optional_instant;
use super::public::gate::{alive, ends};
use super::stored;
use crate::error::Error;

/// About how many slugs a statement asks; with fewer, the last one is asked several times.
const SIZES: [usize; 3] = [1, 8, SLUGS_AT_A_TIME];
/// How many slugs are asked about at a time.
pub const SLUGS_AT_A_TIME: usize = 32;

/// `$1` is now, the slugs' hashes follow.
const LIVE_SLUGS: &str = concat!(
    "SELECT k.slug_hash, v.organization_id, COALESCE(
        (SELECT a.chain FROM events a
         WHERE a.organization_id = v.organization_id AND a.sequence > h.sequence - 100 AND a.category <> 'session'
         ORDER BY a.sequence DESC LIMIT 1), h.chain), ",
    ends!(),
    " FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id \
     JOIN vehicles v ON v.id = l.vehicle_id JOIN subscriptions s ON s.organization_id = v.organization_id \
     LEFT JOIN audit_heads h ON h.organization_id = v.organization_id WHERE ",
    alive!("$1"),
    " AND k.slug_hash IN ("
);

static STATEMENTS: LazyLock<[String; 3]> = LazyLock::new(|| {
    SIZES.map(|size| {
        let hashes: Vec<_> = (0..size).map(|place| format!("${}", place + 2)).collect();
        [LIVE_SLUGS, &hashes.join(", "), ")"].concat()
    })
});

/// The version of what an organisation has stored: the hash of the newest entry in its audit log, which stands for all before
/// it; none while there is no entry. Every change that a tracking page can show leaves an entry in its own transaction, and no hash comes
/// twice. Sign-ins, which no page shows, are passed over if there are not too many of them in a row: otherwise whoever has a link
/// would see, by how long its page takes, whether the sign-in that just failed was that of a member.
pub type DatabaseVersion = Option<String>;

/// A slug that opens something.
#[derive(Debug, Clone)]
pub struct LiveSlug {
    /// Whose page it opens.
    pub organization: OrganizationId,
    /// The version of what the organisation has stored.
    pub version: DatabaseVersion,
    /// When it ends by itself, if it does.
    pub until: Option<Timestamp>,
}

/// The columns of the statement, in their order.
type Row = (String, String, DatabaseVersion, Option<i64>, Option<i64>);

/// What these slugs open at an instant; none for every dead cause alike. They are named by their hashes.
pub async fn live_slugs(store: &Store, hashes: &[SlugHash], now: Timestamp) -> Result<Vec<Option<LiveSlug>>, Error> {
    let Some(last) = hashes.last() else { return Ok(Vec::new()) };
    let fits = SIZES.iter().zip(STATEMENTS.iter()).find(|(size, _)| **size >= hashes.len());
    let (size, statement) = fits.ok_or_else(|| Error::invalid("more slugs than a statement asks about"))?;
    let mut reader = store.read_across().await?;
    let rows: Vec<Row> = on!(reader.db(), c => {
        let mut query = sqlx::query_as(AssertSqlSafe(statement.as_str())).bind(now.unix_ms());
        for hash in hashes.iter().chain(std::iter::repeat(last)).take(*size) {
            query = query.bind(hash.as_str());
        }
        query.fetch_all(c).await?
    });
    drop(reader);
    let mut live = HashMap::with_capacity(rows.len());
    for (slug_hash, organization, version, expires_at, locked_at) in rows {
        let organization = stored(OrganizationId::try_from(organization), "organisation id")?;
        let ends = [optional_instant(expires_at)?, optional_instant(locked_at)?];
        live.insert(slug_hash, LiveSlug { organization, version, until: ends.into_iter().flatten().min() });
    }
    Ok(hashes.iter().map(|hash| live.get(hash.as_str()).cloned()).collect())
}
