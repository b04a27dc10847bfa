//! What narrows a list, as conditions.

use shared::link::VehicleLinkState;
use shared::stage::Stage;
use shared::time::Timestamp;

use super::VehicleFilter;
use super::access::Access;
use super::attention::{Attentive, Source};
use super::order::{STAGE, stage_place};
use crate::statement::Statement;

/// A part of a list by stages and the state of links.
#[derive(Debug)]
pub(super) struct Narrowing {
    pub(super) access: Access,
    /// Whether an index may be used for the stages and the state. If not, they are written so that it cannot be: an engine would
    /// take it instead of the one that is in order.
    pub(super) by_index: bool,
    /// Only these; empty for all.
    pub(super) stages: Vec<Stage>,
    /// What was settled of the link (see [`crate::settling`]); empty for all.
    pub(super) settled: &'static [&'static str],
    /// Whether the link has expired, if that is asked.
    pub(super) expired: Option<(bool, Timestamp)>,
    /// Only those that need attention.
    pub(super) attentive: Option<Attentive>,
}

impl Narrowing {
    /// The stages and the state of a filter, whatever was settled.
    pub(super) fn to_what_holds(filter: &VehicleFilter, now: Timestamp) -> Self {
        let (settled, expired): (&[_], _) = match filter.link_state {
            None => (&[], None),
            Some(VehicleLinkState::None) => (&["none"], None),
            Some(VehicleLinkState::Revoked) => (&["revoked"], None),
            Some(VehicleLinkState::Active) => (&["active", "expired"], Some((false, now))),
            Some(VehicleLinkState::Expired) => (&["active", "expired"], Some((true, now))),
        };
        let attentive = filter.attention.map(|attention| Attentive { attention, source: Source::Anywhere, now });
        Self { access: Access::InOrder, by_index: false, stages: filter.stages.clone(), settled, expired, attentive }
    }

    /// Adds the conditions.
    pub(super) fn narrow(&self, statement: &mut Statement) {
        if let Some(attentive) = self.attentive {
            attentive.narrow(statement);
        }
        if let [stage] = self.stages.as_slice()
            && self.by_index
        {
            statement.push(" AND ").push(STAGE).push(" = ").number(stage_place(*stage));
        } else if !self.stages.is_empty() {
            statement.push(" AND v.stage IN (");
            for (place, stage) in self.stages.iter().enumerate() {
                statement.push(if place == 0 { "" } else { ", " }).text(stage.as_str());
            }
            statement.push(")");
        }
        match self.settled {
            [] => {}
            [state] if self.by_index => drop(statement.push(" AND v.settled_link_state = ").text(state)),
            states => {
                statement.push(" AND v.settled_link_state || '' IN (");
                for (place, state) in states.iter().enumerate() {
                    statement.push(if place == 0 { "" } else { ", " }).text(state);
                }
                statement.push(")");
            }
        }
        match self.expired {
            None => {}
            // The index on instants is not in the order of a list.
            Some((true, now)) if self.access == Access::InOrder => {
                statement.push(" AND v.link_expires_at + 0 <= ").number(now.unix_ms());
            }
            Some((true, now)) => drop(statement.push(" AND v.link_expires_at <= ").number(now.unix_ms())),
            Some((false, now)) => drop(
                statement
                    .push(" AND (v.link_expires_at IS NULL OR v.link_expires_at > ")
                    .number(now.unix_ms())
                    .push(")"),
            ),
        }
    }
}

/// Whether the deleted ones are listed, or the others. Indexes contain it as it is.
pub(super) fn deleted(filter: &VehicleFilter) -> &'static str {
    if filter.deleted { " AND v.deleted_at IS NOT NULL" } else { " AND v.deleted_at IS NULL" }
}
