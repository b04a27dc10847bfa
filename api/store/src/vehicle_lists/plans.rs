//! How the engine would do the statements of a list.

use shared::attention::VehicleAttention;
use shared::ids::OrganizationId;
use shared::time::Timestamp;

use super::access::Access;
use super::conditions::Narrowing;
use super::order::{Position, VehicleField};
use super::{Request, VehicleFilter, counts, found, page};
use crate::error::Error;
use crate::statement::Statement;
use crate::{Db, Order, Place, search_catch_up};

/// The plans of the statements of a list, as the engine prints them: what shows that indexes are used. That which looks for vehicles
/// without a text comes first.
pub async fn plans(
    mut db: Db<'_>,
    organization: &OrganizationId,
    filter: &VehicleFilter,
    order: Order<VehicleField>,
    after: Option<Place<'_>>,
    now: Timestamp,
) -> Result<Vec<String>, Error> {
    let request = Request { organization, filter, order, limit: 26, now };
    let position = Position::of(order.by, after)?;
    let mut plans = Vec::new();
    if filter.has_words() {
        let mut behind = Statement::of(organization);
        behind.push(search_catch_up::IS_BEHIND);
        plans.push(behind.plan(db.again()).await?);
    }
    if filter.is_found() {
        let lookup = found::ask(&mut db, &request).await?;
        let narrowing = Narrowing::to_what_holds(filter, now);
        let statement = found::in_order(&db, &request, &narrowing, lookup.as_ref(), position.as_ref());
        plans.push(statement.plan(db.again()).await?);
        return Ok(plans);
    }
    if filter.attention.is_some_and(|attention| attention.why != VehicleAttention::NoLink) {
        plans.push(counts::counting(&db, &request).plan(db.again()).await?);
    }
    for narrowing in counts::count(db.again(), &request).await?.narrowings(&request) {
        if narrowing.access == Access::Gathered {
            let statement = found::in_order(&db, &request, &narrowing, None, position.as_ref());
            plans.push(statement.plan(db.again()).await?);
            continue;
        }
        let following =
            position.clone().map_or_else(|| vec![None], |position| position.follow().into_iter().map(Some).collect());
        for following in following {
            let statement = page::in_order(&db, &request, &narrowing, following);
            plans.push(statement.plan(db.again()).await?);
        }
    }
    Ok(plans)
}
