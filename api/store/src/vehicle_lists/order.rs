//! The orders of a list, and the places in them.

use std::cmp::Ordering;

use shared::stage::Stage;
use shared::time::CivilDate;
use shared::vehicle::Vehicle;

use crate::error::Error;
use crate::statement::{Argument, Statement};
use crate::{Db, Order, Place, stored};

/// What a list of vehicles can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VehicleField {
    /// When the vehicle was created.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Its estimated arrival.
    Eta,
    /// Its stage, in the order of the journey.
    Stage,
    /// Its stock number, by bytes; a vehicle without one comes before all others.
    StockNumber,
}

impl Order<VehicleField> {
    /// The newest first.
    pub const NEWEST_FIRST: Self = Self { by: VehicleField::CreatedAt, descending: true };

    /// What stands between a value and those that follow.
    pub(super) fn follows(self) -> &'static str {
        if self.descending { " < " } else { " > " }
    }

    /// What stands behind what a list is ordered by.
    pub(super) fn direction(self) -> &'static str {
        if self.descending { " DESC" } else { "" }
    }
}

/// The estimated arrival of a vehicle without one, in the order of a list: after all others. Statements and an index contain it.
pub const NO_ETA: &str = "9999-12-31";

/// The estimated arrival. Indexes contain it as it is.
pub(super) const ETA: &str = "(CASE WHEN v.eta IS NULL THEN '9999-12-31' ELSE v.eta END)";

/// A stage by its place on the journey. An index contains it as it is.
pub(super) const STAGE: &str = "(CASE v.stage WHEN 'purchased' THEN 0 WHEN 'in_transit' THEN 1 WHEN 'arrived' THEN 2 \
     WHEN 'preparation' THEN 3 WHEN 'sale_ready' THEN 4 ELSE 5 END)";

/// The place of a stage on the journey.
pub fn stage_place(stage: Stage) -> i64 {
    Stage::ALL.iter().zip(0..).find(|(each, _)| **each == stage).map_or(0, |(_, place)| place)
}

impl VehicleField {
    /// What is compared before the ids; none if the ids are all. Indexes contain it as it is. Not COALESCE: under row level security
    /// PostgreSQL uses no index for it, because it does not know that it tells nobody of a row; it knows that of CASE.
    pub(super) fn key(self, db: &Db<'_>) -> Option<&'static str> {
        match (self, db) {
            (Self::CreatedAt, _) => None,
            (Self::UpdatedAt, _) => Some("v.updated_at"),
            (Self::Eta, _) => Some(ETA),
            (Self::Stage, _) => Some(STAGE),
            // Every column of SQLite is compared by bytes, and no index is used where a statement says so again.
            (Self::StockNumber, Db::Sqlite(_)) => {
                Some("(CASE WHEN v.stock_number IS NULL THEN '' ELSE v.stock_number END)")
            }
            (Self::StockNumber, Db::Postgres(_)) => {
                Some("(CASE WHEN v.stock_number IS NULL THEN '' ELSE v.stock_number END COLLATE \"C\")")
            }
        }
    }
}

/// A place in a list: after a vehicle.
#[derive(Debug, Clone)]
pub(super) struct Position {
    /// What the list is ordered by; none if by ids alone.
    pub(super) value: Option<Argument>,
    /// Of the vehicle.
    pub(super) id: String,
}

impl Position {
    /// The place that a cursor names.
    pub(super) fn of(field: VehicleField, after: Option<Place<'_>>) -> Result<Option<Self>, Error> {
        let Some(Place { value, id }) = after else { return Ok(None) };
        let value = match field {
            VehicleField::CreatedAt => None,
            VehicleField::UpdatedAt | VehicleField::Stage => {
                Some(Argument::Number(stored(value.parse(), "place in a list")?))
            }
            VehicleField::Eta | VehicleField::StockNumber => Some(Argument::Text(value.to_owned())),
        };
        Ok(Some(Self { value, id: id.to_owned() }))
    }

    /// The places that follow, each as a condition for which there is an index: those with the same value, and those with another.
    /// SQLite finds no place in an index on an expression by two values at once.
    pub(super) fn follow(self) -> Vec<Following> {
        match self.value {
            None => vec![Following::Ids(self.id)],
            Some(value) => vec![Following::Same(value.clone(), self.id), Following::Others(value)],
        }
    }
}

/// Some of the vehicles that follow a place.
#[derive(Debug, Clone)]
pub(super) enum Following {
    /// All of them, in a list by ids.
    Ids(String),
    /// Those with the same value.
    Same(Argument, String),
    /// Those with another one.
    Others(Argument),
}

impl Following {
    /// Adds the condition.
    pub(super) fn narrow(self, statement: &mut Statement, key: &'static str, order: Order<VehicleField>) {
        match self {
            Self::Ids(id) => statement.push(" AND v.id").push(order.follows()).text(&id),
            Self::Same(value, id) => statement
                .push(" AND ")
                .push(key)
                .push(" = ")
                .bind(value)
                .push(" AND v.id")
                .push(order.follows())
                .text(&id),
            Self::Others(value) => statement.push(" AND ").push(key).push(order.follows()).bind(value),
        };
    }
}

/// Compares two vehicles by an order.
pub(super) fn compare(order: Order<VehicleField>, a: &Vehicle, b: &Vehicle) -> Ordering {
    let eta = |vehicle: &Vehicle| vehicle.eta.as_ref().map_or_else(|| NO_ETA.to_owned(), CivilDate::to_string);
    let stock_number = |vehicle: &Vehicle| vehicle.stock_number.clone().unwrap_or_default();
    let by_value = match order.by {
        VehicleField::CreatedAt => Ordering::Equal,
        VehicleField::UpdatedAt => a.updated_at.cmp(&b.updated_at),
        VehicleField::Eta => eta(a).cmp(&eta(b)),
        VehicleField::Stage => stage_place(a.stage).cmp(&stage_place(b.stage)),
        VehicleField::StockNumber => stock_number(a).cmp(&stock_number(b)),
    };
    let ordering = by_value.then_with(|| a.id.as_str().cmp(b.id.as_str()));
    if order.descending { ordering.reverse() } else { ordering }
}
