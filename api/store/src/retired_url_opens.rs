//! How often old URLs are opened.

use std::fmt::Write;

use domain::slug::SlugHash;
use shared::time::Timestamp;

use crate::error::Error;
use crate::{Across, on};

/// One open of a URL that shows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlOpen {
    /// Which URL.
    pub slug_hash: SlugHash,
    /// When.
    pub at: Timestamp,
}

/// What is counted for link `l`: opens of the retired URLs of this link and of those before it on its vehicle, since the
/// newest of the vehicle's URLs retired.
macro_rules! retired_opens_of_link {
    ($what:literal) => {
        concat!(
            "(SELECT ",
            $what,
            " FROM tracking_links b JOIN tracking_link_slugs z ON z.tracking_link_id = b.id \
             JOIN retired_slug_knocks q ON q.slug_hash = z.slug_hash \
             WHERE b.vehicle_id = l.vehicle_id AND b.id <= l.id AND q.since = ",
            $crate::retired_url_opens::newest_retirement!(),
            ")"
        )
    };
}
pub(crate) use retired_opens_of_link;

/// When the newest URL of the vehicle of link `l` retired.
macro_rules! newest_retirement {
    () => {
        "(SELECT MAX(y.retired_at) FROM tracking_links w JOIN tracking_link_slugs y ON y.tracking_link_id = w.id \
          WHERE w.vehicle_id = l.vehicle_id)"
    };
}
pub(crate) use newest_retirement;

/// `$1` is a list of hashes (43 characters) and instants (15 digits), one behind the other: both engines take a text apart
/// alike, and no list. Opens are counted within seconds, so one that seems to be from a minute before its URL retired came
/// after it, when the clock had been set back. The order of the rows keeps two servers that count from waiting for each other crosswise.
const COUNT: &str = concat!(
    "WITH RECURSIVE opens (slug_hash, opened_at, place) AS (
        SELECT substr($1, 1, 43), CAST(substr($1, 44, 15) AS BIGINT), 1
        UNION ALL
        SELECT substr($1, n.place + 58, 43), CAST(substr($1, n.place + 101, 15) AS BIGINT), n.place + 58
        FROM opens n WHERE n.place + 58 <= length($1)
    )
    INSERT INTO retired_slug_knocks (slug_hash, since, knock_count, last_knock_at)
    SELECT m.slug_hash, m.since, COUNT(*), MAX(m.opened_at)
    FROM (
        SELECT k.slug_hash, n.opened_at, ",
    newest_retirement!(),
    " AS since
        FROM opens n JOIN tracking_link_slugs k ON k.slug_hash = n.slug_hash
        JOIN tracking_links l ON l.id = k.tracking_link_id
        WHERE k.retired_at IS NOT NULL
    ) m
    WHERE m.opened_at >= m.since OR m.since - m.opened_at > 60000
    GROUP BY m.slug_hash, m.since ORDER BY m.slug_hash
    ON CONFLICT (slug_hash, since) DO UPDATE SET
        knock_count = retired_slug_knocks.knock_count + excluded.knock_count,
        last_knock_at = CASE WHEN excluded.last_knock_at > retired_slug_knocks.last_knock_at
            THEN excluded.last_knock_at ELSE retired_slug_knocks.last_knock_at END"
);

/// Counts those that opened an old URL, in one statement, and forgets about the others.
pub async fn count(across: Across<'_>, opens: &[UrlOpen]) -> Result<(), Error> {
    let list = opens.iter().fold(String::with_capacity(58 * opens.len()), |mut list, UrlOpen { slug_hash, at }| {
        // Writing to a String cannot fail.
        let _ = write!(list, "{}{:015}", slug_hash.as_str(), at.unix_ms());
        list
    });
    on!(across.db(), c => sqlx::query(COUNT).bind(list).execute(c).await.map(drop))?;
    Ok(())
}

const FORGET: &str = concat!(
    "DELETE FROM retired_slug_knocks WHERE (slug_hash, since) IN (
        SELECT q.slug_hash, q.since FROM retired_slug_knocks q
        JOIN tracking_link_slugs k ON k.slug_hash = q.slug_hash
        JOIN tracking_links l ON l.id = k.tracking_link_id
        WHERE q.since < ",
    newest_retirement!(),
    " LIMIT 1000)"
);

/// Forgets some of the counts from before the newest URL of their vehicle retired, which no link shows any more; tells how
/// many.
pub async fn forget(across: Across<'_>) -> Result<u64, Error> {
    Ok(on!(across.db(), c => sqlx::query(FORGET).execute(c).await?.rows_affected()))
}
