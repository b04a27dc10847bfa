//! Vehicles that need attention, as conditions of a list.

use shared::attention::VehicleAttention;
use shared::time::{CivilDate, Timestamp};

use super::Request;
use super::access::Access;
use super::order::{ETA, VehicleField};
use crate::statement::Statement;

/// What vehicles need attention for, on a day in the organisation's time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    /// Why.
    pub why: VehicleAttention,
    /// The day.
    pub today: CivilDate,
}

/// The days of a week after its first one.
const REST_OF_WEEK: i64 = 6;

impl Attention {
    /// The days that an ETA has to be on, as far as they are limited.
    fn days(self) -> (Option<String>, Option<String>) {
        let day = |days| self.today.plus_days(days).map(|day| day.to_string());
        match self.why {
            VehicleAttention::Overdue => (None, day(-1)),
            VehicleAttention::ArrivingThisWeek => (day(0), day(REST_OF_WEEK)),
            VehicleAttention::NoLink | VehicleAttention::UnseenChange => (None, None),
        }
    }
}

/// How the vehicles that need attention are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Wherever they are: the conditions are written so that no index is used for them, which would not be in order.
    Anywhere,
    /// By the index that contains just them.
    Index,
    /// Those whose link has expired, which is not settled yet (see [`crate::settling`]).
    Due,
}

/// The vehicles of a part of a list that need attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attentive {
    pub(super) attention: Attention,
    pub(super) source: Source,
    pub(super) now: Timestamp,
}

/// The unrevoked link of a vehicle that the customer has not opened since something changed.
const UNSEEN: &str = " AND u.organization_id = $1 AND u.revoked_at IS NULL AND u.unseen_change_at IS NOT NULL \
     AND (u.expires_at IS NULL OR u.expires_at > ";

impl Attentive {
    /// The tables that a statement begins with, if not with vehicles.
    pub(super) fn from(self) -> Option<&'static str> {
        (self.source == Source::Index && self.attention.why == VehicleAttention::UnseenChange)
            .then_some("tracking_links u CROSS JOIN vehicles v WHERE v.id = u.vehicle_id AND v.organization_id = $1")
    }

    /// Adds the conditions.
    pub(super) fn narrow(self, statement: &mut Statement) {
        let now = self.now.unix_ms();
        match (self.attention.why, self.source) {
            (VehicleAttention::Overdue | VehicleAttention::ArrivingThisWeek, source) => {
                self.await_eta(statement, source);
            }
            (VehicleAttention::NoLink, Source::Index) => drop(
                statement
                    .push(" AND v.settled_link_state <> 'active' AND v.stage <> 'sold_delivered'")
                    .push(" AND (v.link_expires_at IS NULL OR v.link_expires_at <= ")
                    .number(now)
                    .push(")"),
            ),
            (VehicleAttention::NoLink, Source::Due) => drop(
                statement
                    .push(" AND v.settled_link_state = 'active' AND v.stage <> 'sold_delivered'")
                    .push(" AND v.link_expires_at <= ")
                    .number(now),
            ),
            (VehicleAttention::NoLink, Source::Anywhere) => drop(
                statement
                    .push(" AND v.stage || '' <> 'sold_delivered'")
                    .push(" AND (v.settled_link_state || '' IN ('none', 'revoked') OR v.link_expires_at + 0 <= ")
                    .number(now)
                    .push(")"),
            ),
            (VehicleAttention::UnseenChange, Source::Index) => {
                statement.push(UNSEEN).number(now).push(")");
            }
            // Not EXISTS: PostgreSQL would read all such links for each page.
            (VehicleAttention::UnseenChange, Source::Anywhere | Source::Due) => drop(
                statement
                    .push(" AND (SELECT u.id FROM tracking_links u WHERE u.vehicle_id = v.id")
                    .push(UNSEEN)
                    .number(now)
                    .push(") LIMIT 1) IS NOT NULL"),
            ),
        }
    }

    fn await_eta(self, statement: &mut Statement, source: Source) {
        // SQLite uses no index for what a CASE gives. PostgreSQL sees that it is the column, and knows how many are like that.
        let (stage, key) = match source {
            Source::Index => ("v.stage", ETA),
            Source::Anywhere | Source::Due => ("(CASE WHEN TRUE THEN v.stage END)", "(CASE WHEN TRUE THEN v.eta END)"),
        };
        statement.push(" AND ").push(stage).push(" IN ('purchased', 'in_transit')");
        let (from, until) = self.attention.days();
        if let Some(from) = from {
            statement.push(" AND ").push(key).push(" >= ").text(&from);
        }
        if let Some(until) = until {
            statement.push(" AND ").push(key).push(" <= ").text(&until);
        }
    }

    /// The parts in which a list of so many vehicles is read, of which so many are due.
    pub(super) fn parts(attention: Attention, request: &Request<'_>, access: Access, due: i64) -> Vec<(Access, Self)> {
        let part = |source| Self { attention, source, now: request.now };
        // An index that contains just them in the order of the list serves few and many.
        let in_order = match attention.why {
            VehicleAttention::Overdue | VehicleAttention::ArrivingThisWeek => request.order.by == VehicleField::Eta,
            VehicleAttention::NoLink => request.order.by == VehicleField::CreatedAt,
            VehicleAttention::UnseenChange => false,
        };
        let first = match (in_order, access) {
            (true, _) => (Access::InOrder, part(Source::Index)),
            (false, Access::Gathered) => (Access::Gathered, part(Source::Index)),
            (false, Access::InOrder) => return vec![(Access::InOrder, part(Source::Anywhere))],
        };
        let is_due = attention.why == VehicleAttention::NoLink && due > 0;
        std::iter::once(first).chain(is_due.then(|| (Access::Gathered, part(Source::Due)))).collect()
    }
}
