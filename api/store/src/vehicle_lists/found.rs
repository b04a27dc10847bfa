//! A page of what an index finds: words, numbers, or a few vehicles of a state. All of it is found, counted and put into order.

use domain::search::{Part, like_pattern};
use shared::vehicle::Vehicle;

use super::Request;
use super::attention::Attentive;
use super::conditions::{Narrowing, deleted};
use super::order::Position;
use crate::Db;
use crate::error::Error;
use crate::search::{self, Lookup};
use crate::statement::{Argument, Statement};
use crate::vehicles::{vehicle_columns, vehicle_joins};

/// A page of what was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) vehicles: Vec<Vehicle>,
    /// How many were found; it is not asked for again after the last page.
    pub(super) total: i64,
}

/// The vehicles after a place. With `counts`, the total is right also where there are none.
pub(super) async fn page(
    mut db: Db<'_>,
    request: &Request<'_>,
    narrowing: &Narrowing,
    position: Option<&Position>,
    counts: bool,
) -> Result<Found, Error> {
    let lookup = ask(&mut db, request).await?;
    let rows = in_order(&db, request, narrowing, lookup.as_ref(), position).found(db.again()).await?;
    let total = match rows.first() {
        Some(row) => row.total,
        None if counts => count(&db, request, narrowing, lookup.as_ref()).count(db.again()).await?,
        None => 0,
    };
    let vehicles = rows.into_iter().map(|row| row.vehicle.read(request.now)).collect::<Result<_, _>>()?;
    Ok(Found { vehicles, total })
}

/// The question for the index of texts, which a transaction on PostgreSQL is set to.
pub(super) async fn ask(db: &mut Db<'_>, request: &Request<'_>) -> Result<Option<Lookup>, Error> {
    let filter = request.filter;
    let words = [&filter.search, &filter.customer, &filter.vessel].into_iter().flatten().map(String::as_str);
    search::ask(db, request.organization, &words.collect::<Vec<_>>()).await
}

/// The statement that finds a page.
pub(super) fn in_order(
    db: &Db<'_>,
    request: &Request<'_>,
    narrowing: &Narrowing,
    lookup: Option<&Lookup>,
    position: Option<&Position>,
) -> Statement {
    let (order, key) = (request.order, request.order.by.key(db));
    let mut statement = Statement::of(request.organization);
    find(&mut statement, key, request, narrowing, lookup);
    statement.push(", page AS MATERIALIZED (SELECT f.id AS id FROM found f");
    if let Some(Position { value, id }) = position {
        statement.push(" WHERE ");
        if let Some(value) = value {
            statement.push("f.place").push(order.follows()).bind(value.clone()).push(" OR f.place = ");
            statement.bind(value.clone()).push(" AND ");
        }
        statement.push("f.id").push(order.follows()).text(id);
    }
    statement.push(" ORDER BY ");
    if key.is_some() {
        statement.push("f.place").push(order.direction()).push(", ");
    }
    statement.push("f.id").push(order.direction()).push(" LIMIT ").number(request.limit);
    statement.push(concat!(
        ") SELECT ",
        vehicle_columns!(),
        ", (SELECT COUNT(*) FROM found) AS total FROM page p CROSS JOIN vehicles v ",
        vehicle_joins!(),
        "WHERE v.id = p.id AND v.organization_id = $1 ORDER BY "
    ));
    if let Some(key) = key {
        statement.push(key).push(order.direction()).push(", ");
    }
    statement.push("v.id").push(order.direction());
    statement
}

/// The statement that only counts.
pub(super) fn count(db: &Db<'_>, request: &Request<'_>, narrowing: &Narrowing, lookup: Option<&Lookup>) -> Statement {
    let mut statement = Statement::of(request.organization);
    find(&mut statement, request.order.by.key(db), request, narrowing, lookup);
    statement.push(" SELECT COUNT(*) FROM found");
    statement
}

/// Finds ids, and the value by which the list is ordered.
fn find(
    statement: &mut Statement,
    key: Option<&'static str>,
    request: &Request<'_>,
    narrowing: &Narrowing,
    lookup: Option<&Lookup>,
) {
    let filter = request.filter;
    statement.push("WITH found AS MATERIALIZED (SELECT v.id AS id");
    if let Some(key) = key {
        statement.push(", ").push(key).push(" AS place");
    }
    let has_number = filter.stock_number.is_some() || filter.external_id.is_some();
    // SQLite reads tables in the order in which CROSS JOIN names them: the one that finds the fewest comes first.
    statement.push(" FROM ").push(match (filter.has_words(), has_number, lookup) {
        (false, ..) => {
            narrowing.attentive.and_then(Attentive::from).unwrap_or("vehicles v WHERE v.organization_id = $1")
        }
        (true, true, _) => {
            "vehicles v CROSS JOIN vehicle_searches s WHERE s.vehicle_id = v.id AND v.organization_id = $1"
        }
        (true, false, Some(Lookup::Sqlite(_))) => {
            "vehicle_grams g CROSS JOIN vehicle_searches s CROSS JOIN vehicles v
             WHERE s.number = g.rowid AND v.id = s.vehicle_id AND v.organization_id = $1"
        }
        (true, false, _) => {
            "vehicle_searches s CROSS JOIN vehicles v WHERE v.id = s.vehicle_id AND v.organization_id = $1"
        }
    });
    statement.push(deleted(filter));
    match lookup {
        Some(Lookup::Sqlite(grams)) if !has_number => drop(statement.push(" AND g.vehicle_grams MATCH ").text(grams)),
        // The policy has chosen already (`row_security::SEARCHED`), unless the operator gave the server a role that it does not apply to.
        Some(Lookup::Postgres(grams)) => drop(statement.push(" AND s.grams @> CAST(").text(grams).push(" AS INT[])")),
        _ => {}
    }
    if let Some(stock_number) = &filter.stock_number {
        statement.push(" AND v.stock_number = ").text(stock_number);
    }
    if let Some(external_id) = &filter.external_id {
        statement.push(" AND v.external_id = ").text(external_id);
    }
    if filter.has_words() {
        statement.push(" AND s.organization_id = $1");
    }
    for (part, words) in
        [(Part::Any, &filter.search), (Part::Customer, &filter.customer), (Part::Vessel, &filter.vessel)]
    {
        for word in words {
            let pattern = Argument::Text(like_pattern(part, word));
            statement.push(" AND s.text LIKE ").bind(pattern).push(" ESCAPE '!'");
        }
    }
    narrowing.narrow(statement);
    statement.push(")");
}
