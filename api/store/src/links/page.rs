//! A page of the list of links. A statement holds only the conditions that are asked for, because neither engine uses an index for one
//! that may not apply.

use domain::search::{Part, like_pattern};
use shared::ids::OrganizationId;
use shared::link::{LinkState, VehicleLinkState};
use shared::time::Timestamp;

use super::list::{LinkField, ListedRow, StoredListedLink, listed_select};
use super::stored::{link_columns, link_joins};
use crate::error::Error;
use crate::search::{self, Lookup};
use crate::statement::{Argument, Statement};
use crate::vehicle_lists;
use crate::{Db, Order, Place};

/// What a list of links is narrowed to.
#[derive(Debug, Default, Clone)]
pub struct LinkFilter {
    /// Words that all appear in what is known of the vehicle and its customer, in the form of `domain::search::words`.
    pub search: Vec<String>,
    /// Only this state.
    pub state: Option<LinkState>,
    /// Only links that expire before this instant.
    pub expires_before: Option<Timestamp>,
    /// Only links whose page was opened, or only the others.
    pub opened: Option<bool>,
    /// Only links whose vehicle went to another customer since the URL was made, or only the others.
    pub customer_changed: Option<bool>,
}

impl LinkFilter {
    /// Whether it narrows to more than a state.
    fn is_narrow(&self) -> bool {
        let Self { search, state: _, expires_before, opened, customer_changed } = self;
        !search.is_empty() || expires_before.is_some() || opened.is_some() || customer_changed.is_some()
    }
}

/// What a page is asked for.
#[derive(Debug, Clone, Copy)]
pub struct LinkPage<'a> {
    /// The order of the list.
    pub order: Order<LinkField>,
    /// The link that it follows; none for the first page.
    pub after: Option<Place<'a>>,
    /// The largest number of links.
    pub limit: i64,
}

/// A page of the links of an organisation.
pub async fn list(
    mut db: Db<'_>,
    organization: &OrganizationId,
    filter: &LinkFilter,
    page: LinkPage<'_>,
    now: Timestamp,
) -> Result<Vec<StoredListedLink>, Error> {
    let lookup = ask(&mut db, organization, filter).await?;
    let statement = statement(organization, filter, lookup.as_ref(), page, now)?;
    statement.rows::<ListedRow>(db).await?.into_iter().map(ListedRow::read).collect()
}

/// How many links a list has.
pub async fn count(
    mut db: Db<'_>,
    organization: &OrganizationId,
    filter: &LinkFilter,
    now: Timestamp,
) -> Result<i64, Error> {
    // A link that is not revoked is that of a vehicle, and how many vehicles have one is counted as they change.
    let counted = match filter.state {
        _ if filter.is_narrow() => None,
        Some(LinkState::Active) => Some(VehicleLinkState::Active),
        Some(LinkState::Expired) => Some(VehicleLinkState::Expired),
        Some(LinkState::Revoked) | None => None,
    };
    if let Some(state) = counted {
        return vehicle_lists::count_with_link(db, organization, state, now).await;
    }
    let lookup = ask(&mut db, organization, filter).await?;
    counting(organization, filter, lookup.as_ref(), now).count(db).await
}

/// How both would be done, one step a line.
pub async fn plans(
    mut db: Db<'_>,
    organization: &OrganizationId,
    filter: &LinkFilter,
    page: LinkPage<'_>,
    now: Timestamp,
) -> Result<[String; 2], Error> {
    let lookup = ask(&mut db, organization, filter).await?;
    let listed = statement(organization, filter, lookup.as_ref(), page, now)?.plan(db.again()).await?;
    Ok([listed, counting(organization, filter, lookup.as_ref(), now).plan(db).await?])
}

/// The statement that counts a list.
fn counting(organization: &OrganizationId, filter: &LinkFilter, lookup: Option<&Lookup>, now: Timestamp) -> Statement {
    let mut statement = Statement::of(organization);
    statement.push("SELECT COUNT(*) ");
    narrow(&mut statement, filter, lookup, now);
    statement
}

async fn ask(db: &mut Db<'_>, organization: &OrganizationId, filter: &LinkFilter) -> Result<Option<Lookup>, Error> {
    let words: Vec<_> = filter.search.iter().map(String::as_str).collect();
    search::ask(db, organization, &words).await
}

fn statement(
    organization: &OrganizationId,
    filter: &LinkFilter,
    lookup: Option<&Lookup>,
    LinkPage { order, after, limit }: LinkPage<'_>,
    now: Timestamp,
) -> Result<Statement, Error> {
    let mut statement = Statement::of(organization);
    statement.push("WITH page AS MATERIALIZED (SELECT l.id AS id ");
    narrow(&mut statement, filter, lookup, now);
    let follows = if order.descending { " < " } else { " > " };
    match (order.by, after) {
        (_, None) => {}
        (LinkField::CreatedAt, Some(place)) => drop(statement.push(" AND l.id").push(follows).text(place.id)),
        (LinkField::UpdatedAt, Some(place)) => {
            let instant =
                place.value.parse().map_err(|_| Error::invalid("a place in a list of links has no instant"))?;
            statement.push(" AND (l.updated_at, l.id)").push(follows).push("(").number(instant).push(", ");
            statement.text(place.id).push(")");
        }
    }
    let by = match (order.by, order.descending) {
        (LinkField::CreatedAt, false) => " ORDER BY l.id",
        (LinkField::CreatedAt, true) => " ORDER BY l.id DESC",
        (LinkField::UpdatedAt, false) => " ORDER BY l.updated_at, l.id",
        (LinkField::UpdatedAt, true) => " ORDER BY l.updated_at DESC, l.id DESC",
    };
    statement.push(by).push(" LIMIT ").number(limit).push(") ");
    statement.push(concat!(listed_select!(), "l.id IN (SELECT id FROM page)")).push(by);
    Ok(statement)
}

/// Adds where links are found, and the conditions.
fn narrow(statement: &mut Statement, filter: &LinkFilter, lookup: Option<&Lookup>, now: Timestamp) {
    // SQLite reads tables in the order in which CROSS JOIN names them: the one that finds the fewest comes first.
    statement.push("FROM ").push(match (filter.search.is_empty(), lookup) {
        (true, _) => "tracking_links l WHERE l.organization_id = $1",
        (false, Some(Lookup::Sqlite(_))) => {
            "vehicle_grams g CROSS JOIN vehicle_searches s CROSS JOIN tracking_links l
             WHERE s.number = g.rowid AND l.vehicle_id = s.vehicle_id AND l.organization_id = $1 AND s.organization_id = $1"
        }
        (false, _) => {
            "vehicle_searches s CROSS JOIN tracking_links l
             WHERE l.vehicle_id = s.vehicle_id AND l.organization_id = $1 AND s.organization_id = $1"
        }
    });
    match lookup {
        Some(Lookup::Sqlite(grams)) => drop(statement.push(" AND g.vehicle_grams MATCH ").text(grams)),
        // The policy has chosen already (`row_security::SEARCHED`), unless the operator gave the server a role that it does not apply to.
        Some(Lookup::Postgres(grams)) => drop(statement.push(" AND s.grams @> CAST(").text(grams).push(" AS INT[])")),
        None => {}
    }
    for word in &filter.search {
        let pattern = Argument::Text(like_pattern(Part::Any, word));
        statement.push(" AND s.text LIKE ").bind(pattern).push(" ESCAPE '!'");
    }
    match filter.state {
        None => {}
        Some(LinkState::Revoked) => drop(statement.push(" AND l.revoked_at IS NOT NULL")),
        Some(LinkState::Active) => drop(
            statement
                .push(" AND l.revoked_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > ")
                .number(now.unix_ms())
                .push(")"),
        ),
        Some(LinkState::Expired) => {
            statement.push(" AND l.revoked_at IS NULL AND l.expires_at <= ").number(now.unix_ms());
        }
    }
    if let Some(before) = filter.expires_before {
        statement.push(" AND l.expires_at < ").number(before.unix_ms());
    }
    statement.push(match filter.opened {
        None => "",
        Some(false) => " AND l.view_count = 0",
        Some(true) => " AND l.view_count > 0",
    });
    statement.push(match filter.customer_changed {
        None => "",
        Some(false) => " AND l.customer_changed = FALSE",
        Some(true) => " AND l.customer_changed = TRUE",
    });
}
