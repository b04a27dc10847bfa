//! A page of a list that is narrowed by stages and the state of links at most.

use shared::vehicle::Vehicle;

use super::Request;
use super::access::Access;
use super::conditions::{Narrowing, deleted};
use super::found;
use super::order::{Following, Position};
use crate::error::Error;
use crate::statement::Statement;
use crate::vehicles::vehicle_select;
use crate::{Db, Place};

/// The vehicles of a part of the list after a place.
pub(super) async fn page(
    mut db: Db<'_>,
    request: &Request<'_>,
    narrowing: &Narrowing,
    after: Option<Place<'_>>,
) -> Result<Vec<Vehicle>, Error> {
    let position = Position::of(request.order.by, after)?;
    if narrowing.access == Access::Gathered {
        return Ok(found::page(db, request, narrowing, position.as_ref(), false).await?.vehicles);
    }
    let mut vehicles = Vec::new();
    let following = position.map_or_else(|| vec![None], |position| position.follow().into_iter().map(Some).collect());
    for following in following {
        let rows = in_order(&db, request, narrowing, following).vehicles(db.again()).await?;
        for row in rows {
            vehicles.push(row.read(request.now)?);
        }
        if i64::try_from(vehicles.len()).is_ok_and(|found| found >= request.limit) {
            break;
        }
    }
    Ok(vehicles)
}

/// The statement that reads a part in the order of an index.
pub(super) fn in_order(
    db: &Db<'_>,
    request: &Request<'_>,
    narrowing: &Narrowing,
    following: Option<Following>,
) -> Statement {
    let (order, key) = (request.order, request.order.by.key(db));
    // SQLite would sort by what is the same in all of them.
    let sorted_by = key.filter(|_| !matches!(following, Some(Following::Same(..))));
    let mut statement = Statement::of(request.organization);
    statement.push(concat!(vehicle_select!(), "WHERE v.organization_id = $1"));
    statement.push(deleted(request.filter));
    narrowing.narrow(&mut statement);
    if let Some(following) = following {
        following.narrow(&mut statement, key.unwrap_or_default(), order);
    }
    statement.push(" ORDER BY ");
    if let Some(key) = sorted_by {
        statement.push(key).push(order.direction()).push(", ");
    }
    statement.push("v.id").push(order.direction()).push(" LIMIT ").number(request.limit);
    statement
}
