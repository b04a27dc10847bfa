//! Lists of vehicles: what people look for, and what other systems have to learn of.
//!
//! A statement holds only the conditions that are asked for, because neither engine uses an index for one that may not apply. It
//! is put together of texts of this module; what a request says is always a parameter.

mod access;
mod attention;
mod changed;
mod conditions;
mod counts;
mod found;
mod order;
mod page;
mod plans;
mod totals;

use shared::ids::OrganizationId;
use shared::link::VehicleLinkState;
use shared::stage::Stage;
use shared::time::Timestamp;
use shared::vehicle::Vehicle;

use crate::error::Error;
use crate::{Db, Order, Place};
pub use attention::Attention;
pub use changed::list_changed;
use conditions::Narrowing;
pub use order::{NO_ETA, VehicleField, stage_place};
use order::{Position, compare};
pub use plans::plans;
pub use totals::counts;

/// What a list of vehicles is narrowed to.
#[derive(Debug, Default)]
pub struct VehicleFilter {
    /// Words that all appear in what is known of the vehicle and its customer, in the form of `domain::search::words`.
    pub search: Vec<String>,
    /// Only these stages; empty for all.
    pub stages: Vec<Stage>,
    /// Only this state of the tracking link.
    pub link_state: Option<VehicleLinkState>,
    /// Only those that need attention; none that are deleted do.
    pub attention: Option<Attention>,
    /// The deleted ones instead of the others.
    pub deleted: bool,
    /// Only this stock number.
    pub stock_number: Option<String>,
    /// Only this id of another system.
    pub external_id: Option<String>,
    /// Words that all appear in the customer's name and email address.
    pub customer: Vec<String>,
    /// Words that all appear in the name of the vessel.
    pub vessel: Vec<String>,
}

impl VehicleFilter {
    /// Whether it looks for words.
    pub fn has_words(&self) -> bool {
        !(self.search.is_empty() && self.customer.is_empty() && self.vessel.is_empty())
    }

    /// Whether an index finds all that it lets through: words, or a number.
    fn is_found(&self) -> bool {
        self.has_words() || self.stock_number.is_some() || self.external_id.is_some()
    }
}

/// A part of a list.
#[derive(Debug)]
pub struct Listed {
    /// The vehicles of this part.
    pub vehicles: Vec<Vehicle>,
    /// How many the whole list has.
    pub total: i64,
}

/// What a list is asked for.
#[derive(Debug, Clone, Copy)]
struct Request<'a> {
    organization: &'a OrganizationId,
    filter: &'a VehicleFilter,
    order: Order<VehicleField>,
    limit: i64,
    now: Timestamp,
}

/// How many vehicles have a tracking link in this state.
pub async fn count_with_link(
    db: Db<'_>,
    organization: &OrganizationId,
    state: VehicleLinkState,
    now: Timestamp,
) -> Result<i64, Error> {
    let filter = VehicleFilter { link_state: Some(state), ..VehicleFilter::default() };
    let request = Request { organization, filter: &filter, order: Order::<VehicleField>::NEWEST_FIRST, limit: 1, now };
    Ok(counts::count(db, &request).await?.total)
}

/// Lists vehicles in an order: all, or those after a place.
pub async fn list(
    mut db: Db<'_>,
    organization: &OrganizationId,
    filter: &VehicleFilter,
    order: Order<VehicleField>,
    after: Option<Place<'_>>,
    limit: i64,
    now: Timestamp,
) -> Result<Listed, Error> {
    let request = Request { organization, filter, order, limit, now };
    if filter.is_found() {
        let narrowing = Narrowing::to_what_holds(filter, now);
        let position = Position::of(order.by, after)?;
        let found = found::page(db, &request, &narrowing, position.as_ref(), after.is_some()).await?;
        return Ok(Listed { vehicles: found.vehicles, total: found.total });
    }
    let counted = counts::count(db.again(), &request).await?;
    let mut vehicles = Vec::new();
    if counted.total > 0 {
        for narrowing in counted.narrowings(&request) {
            vehicles.extend(page::page(db.again(), &request, &narrowing, after).await?);
        }
    }
    vehicles.sort_by(|a, b| compare(order, a, b));
    vehicles.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(Listed { vehicles, total: counted.total })
}
