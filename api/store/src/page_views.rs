//! How often pages were opened: a number and two instants for each link.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use domain::slug::SlugHash;
use shared::ids::OrganizationId;
use shared::time::Timestamp;
use shared::webhook::EventType;
use sqlx::AssertSqlSafe;

use crate::error::Error;
use crate::{AcrossTx, Db, events, stored};

/// Views of the page of one slug, counted together. The slug was alive when they happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageViews {
    /// Whose page.
    pub slug_hash: SlugHash,
    /// How many.
    pub count: i64,
    /// The earliest of them.
    pub first_at: Timestamp,
    /// The latest of them.
    pub last_at: Timestamp,
}

impl PageViews {
    /// A single view.
    pub fn one(slug_hash: SlugHash, at: Timestamp) -> Self {
        Self { slug_hash, count: 1, first_at: at, last_at: at }
    }

    /// Adds others to them.
    pub fn add(&mut self, others: &Self) {
        self.count = self.count.saturating_add(others.count);
        self.first_at = self.first_at.min(others.first_at);
        self.last_at = self.last_at.max(others.last_at);
    }
}

/// Of how many slugs views are counted in one transaction.
pub const SLUGS_AT_A_TIME: usize = 256;
/// About how many rows a statement has; with fewer, what is missing is filled with a row that is nobody's.
const SIZES: [usize; 3] = [1, 16, SLUGS_AT_A_TIME];

/// Finds links and what was counted so far. Without the gate: what was alive when it was viewed is counted, even if its URL retired
/// since then.
const FIND: &str = "
    SELECT k.slug_hash, l.id, l.organization_id, l.view_count
    FROM tracking_link_slugs k JOIN tracking_links l ON l.id = k.tracking_link_id WHERE k.slug_hash IN (";

/// On SQLite the transaction is the only one that writes. PostgreSQL locks the rows in this order, so that two servers never wait
/// for each other crosswise, and gives what is in them once they are locked.
const LOCKED_IN_ORDER: &str = ") ORDER BY l.id FOR UPDATE OF l";

const COUNT: [&str; 2] = [
    "WITH viewed (id, views, first_at, last_at) AS (VALUES ",
    ") UPDATE tracking_links SET view_count = view_count + viewed.views,
        first_viewed_at = CASE WHEN first_viewed_at <= viewed.first_at THEN first_viewed_at ELSE viewed.first_at END,
        last_viewed_at = CASE WHEN last_viewed_at >= viewed.last_at THEN last_viewed_at ELSE viewed.last_at END
    FROM viewed WHERE tracking_links.id = viewed.id",
];

/// The three statements of one size.
struct Statements {
    size: usize,
    find: String,
    find_and_lock: String,
    count: String,
}

static STATEMENTS: LazyLock<[Statements; 3]> = LazyLock::new(|| {
    SIZES.map(|size| {
        let hashes: Vec<_> = (1..=size).map(|place| format!("${place}")).collect();
        let hashes = hashes.join(", ");
        let row = |first: usize| {
            let [id, views, since, until] = [first, first + 1, first + 2, first + 3];
            format!(
                "(CAST(${id} AS TEXT), CAST(${views} AS BIGINT), CAST(${since} AS BIGINT), CAST(${until} AS BIGINT))"
            )
        };
        let rows: Vec<_> = (0..size).map(|place| row(4 * place + 1)).collect();
        Statements {
            size,
            find: [FIND, &hashes, ")"].concat(),
            find_and_lock: [FIND, &hashes, LOCKED_IN_ORDER].concat(),
            count: [COUNT[0], &rows.join(", "), COUNT[1]].concat(),
        }
    })
});

/// What is found of a slug: its hash, the link, its organisation, and how many views were counted before.
type Found = (String, String, String, i64);

/// What is counted for a link.
struct LinkViews {
    organization: OrganizationId,
    is_first: bool,
    views: PageViews,
}

/// Counts views of at most [`SLUGS_AT_A_TIME`] slugs. The first view of a link is an event of this transaction, and of no other one: whoever
/// has the link locked sees that nothing was counted before. Slugs that lead to no link are passed over.
pub async fn count(tx: &mut AcrossTx, views: &[PageViews]) -> Result<(), Error> {
    let links = links(find(tx, views).await?, views)?;
    write(tx, &links).await?;
    for (id, link) in links.iter().filter(|(_, link)| link.is_first) {
        let event_type = EventType::TrackingLinkFirstViewed;
        events::emit(tx, &link.organization, event_type, id, link.views.first_at);
    }
    Ok(())
}

fn of_size(_: &AcrossTx, rows: usize) -> Result<&'static Statements, Error> {
    let fits = STATEMENTS.iter().find(|statements| statements.size >= rows);
    fits.ok_or_else(|| Error::invalid("views of more slugs than a statement counts"))
}

async fn find(tx: &mut AcrossTx, views: &[PageViews]) -> Result<Vec<Found>, Error> {
    let Statements { size, find, find_and_lock, .. } = of_size(tx, views.len())?;
    let nothing = SlugHash::of_nothing();
    let hashes = views.iter().map(|views| &views.slug_hash).chain(std::iter::repeat(&nothing)).take(*size);
    let hashes = hashes.map(SlugHash::as_str);
    Ok(match tx.across().db() {
        Db::Sqlite(c) => {
            let query = sqlx::query_as(AssertSqlSafe(find.as_str()));
            hashes.fold(query, sqlx::query::QueryAs::bind).fetch_all(c).await?
        }
        Db::Postgres(c) => {
            let query = sqlx::query_as(AssertSqlSafe(find_and_lock.as_str()));
            hashes.fold(query, sqlx::query::QueryAs::bind).fetch_all(c).await?
        }
    })
}

/// What is counted for each link: several slugs may have led to it.
fn links(found: Vec<Found>, views: &[PageViews]) -> Result<BTreeMap<String, LinkViews>, Error> {
    let found: HashMap<_, _> = found
        .into_iter()
        .map(|(slug_hash, id, organization, before)| (slug_hash, (id, organization, before)))
        .collect();
    let mut links = BTreeMap::<String, LinkViews>::new();
    for views in views {
        let Some((id, organization, before)) = found.get(views.slug_hash.as_str()) else { continue };
        if let Some(link) = links.get_mut(id) {
            link.views.add(views);
        } else {
            let organization = stored(OrganizationId::try_from(organization.clone()), "organisation id")?;
            links.insert(id.clone(), LinkViews { organization, is_first: *before == 0, views: views.clone() });
        }
    }
    Ok(links)
}

async fn write(tx: &mut AcrossTx, links: &BTreeMap<String, LinkViews>) -> Result<(), Error> {
    if links.is_empty() {
        return Ok(());
    }
    let Statements { size, count, .. } = of_size(tx, links.len())?;
    let rows = links.iter().map(|(id, LinkViews { views, .. })| {
        (id.as_str(), views.count, Some(views.first_at.unix_ms()), Some(views.last_at.unix_ms()))
    });
    let rows = rows.chain(std::iter::repeat(("", 0, None, None))).take(*size);
    let written = crate::on!(tx.across().db(), c => {
        let mut query = sqlx::query(AssertSqlSafe(count.as_str()));
        for (id, views, first_at, last_at) in rows {
            query = query.bind(id).bind(views).bind(first_at).bind(last_at);
        }
        query.execute(c).await?.rows_affected()
    });
    if usize::try_from(written).is_ok_and(|written| written == links.len()) {
        Ok(())
    } else {
        Err(Error::invalid(format!("views of {} links were counted for {written}", links.len())))
    }
}
