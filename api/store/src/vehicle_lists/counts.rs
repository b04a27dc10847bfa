//! How many vehicles a list has, from what the database counts (`crate::derived`), and in which parts it is read.

use shared::attention::VehicleAttention;
use shared::link::VehicleLinkState;
use shared::stage::Stage;

use super::access::Access;
use super::attention::{Attention, Attentive, Source};
use super::conditions::Narrowing;
use super::order::VehicleField;
use super::{Request, VehicleFilter, found};
use crate::error::Error;
use crate::statement::Statement;
use crate::{Db, on};

/// Beside what is counted: links whose instant says otherwise than what was settled of them.
const COUNT: &str = "
    SELECT 'counted' AS kind, c.stage AS stage, c.link_state AS link_state, c.vehicles AS vehicles
    FROM vehicle_counts c WHERE c.organization_id = $1 AND c.deleted = $2
    UNION ALL
    SELECT 'unsettled', v.stage, v.settled_link_state, COUNT(*) FROM vehicles v
    WHERE v.organization_id = $1 AND (v.deleted_at IS NOT NULL) = $2
        AND v.settled_link_state = 'active' AND v.link_expires_at <= $3
    GROUP BY v.stage, v.settled_link_state
    UNION ALL
    SELECT 'unsettled', v.stage, v.settled_link_state, COUNT(*) FROM vehicles v
    WHERE v.organization_id = $1 AND (v.deleted_at IS NOT NULL) = $2
        AND v.settled_link_state = 'expired' AND v.link_expires_at > $3
    GROUP BY v.stage, v.settled_link_state";

#[derive(Debug, sqlx_macros::FromRow)]
struct CountRow {
    kind: String,
    stage: String,
    link_state: String,
    vehicles: i64,
}

/// What is counted of a list.
#[derive(Debug)]
pub(super) struct Counted {
    /// How many vehicles it has.
    pub(super) total: i64,
    /// How many it would have if it was narrowed to nothing.
    all: i64,
    /// How many of them have a link that was taken for active, and has expired.
    due: i64,
    /// How many the other way round.
    early: i64,
}

/// Counts the vehicles of a list that is narrowed by stages, the state of links and the need for attention at most.
pub(super) async fn count(mut db: Db<'_>, request: &Request<'_>) -> Result<Counted, Error> {
    let filter = request.filter;
    let rows: Vec<CountRow> = on!(db.again(), c => sqlx::query_as(COUNT)
        .bind(request.organization.as_str())
        .bind(filter.deleted)
        .bind(request.now.unix_ms())
        .fetch_all(c)
        .await?);
    let sum = |kind: &str, filter: Option<&VehicleFilter>, link_state: Option<&str>| -> i64 {
        let rows = rows.iter().filter(|row| row.kind == kind && link_state.is_none_or(|state| row.link_state == state));
        rows.filter(|row| filter.is_none_or(|filter| row.is_listed(filter))).map(|row| row.vehicles).sum()
    };
    let [due, early] = ["active", "expired"].map(|state| sum("unsettled", Some(filter), Some(state)));
    let settled = |state: VehicleLinkState| sum("counted", Some(filter), Some(state.as_str()));
    let of_state = |state| match state {
        VehicleLinkState::Active => settled(state) - due + early,
        VehicleLinkState::Expired => settled(state) + due - early,
        VehicleLinkState::None | VehicleLinkState::Revoked => settled(state),
    };
    let total = match (filter.attention, filter.link_state) {
        (None, None) => sum("counted", Some(filter), None),
        (None, Some(state)) => of_state(state),
        (Some(Attention { why: VehicleAttention::NoLink, .. }), asked) => {
            let without = [VehicleLinkState::None, VehicleLinkState::Expired, VehicleLinkState::Revoked];
            without.into_iter().filter(|state| asked.is_none_or(|asked| asked == *state)).map(of_state).sum()
        }
        (Some(_), _) => counting(&db, request).count(db.again()).await?,
    };
    Ok(Counted { total, all: sum("counted", None, None), due, early })
}

/// The statement that counts vehicles that need attention for a reason that no other count contains: it reads the index that has
/// just them.
pub(super) fn counting(db: &Db<'_>, request: &Request<'_>) -> Statement {
    let mut narrowing = Narrowing::to_what_holds(request.filter, request.now);
    narrowing.attentive = narrowing.attentive.map(|attentive| Attentive { source: Source::Index, ..attentive });
    found::count(db, request, &narrowing, None)
}

impl CountRow {
    /// Whether its vehicles are of a stage that is listed.
    fn is_listed(&self, filter: &VehicleFilter) -> bool {
        let is_delivered = self.stage == Stage::SoldDelivered.as_str();
        let stages = &filter.stages;
        (stages.is_empty() || stages.iter().any(|stage| stage.as_str() == self.stage))
            && !(is_delivered && filter.attention.is_some())
    }
}

impl Counted {
    /// The parts in which the list is read.
    pub(super) fn narrowings(&self, request: &Request<'_>) -> Vec<Narrowing> {
        let filter = request.filter;
        // To read in order means to skip `all / total` vehicles for each that is listed; to gather means to read all of the list.
        let access = if self.total.saturating_mul(self.total) < self.all.saturating_mul(request.limit) {
            Access::Gathered
        } else {
            Access::InOrder
        };
        if let Some(attention) = filter.attention {
            let parts = Attentive::parts(attention, request, access, self.due);
            let part = |(access, attentive)| Narrowing {
                access,
                attentive: Some(attentive),
                ..Narrowing::to_what_holds(filter, request.now)
            };
            return parts.into_iter().map(part).collect();
        }
        let is_narrowed = !filter.stages.is_empty() || filter.link_state.is_some();
        // Only the indexes on stages and states that go on with ids are in the order of a list.
        if !is_narrowed || (access == Access::InOrder && request.order.by != VehicleField::CreatedAt) {
            return vec![Narrowing::to_what_holds(filter, request.now)];
        }
        let parts = self.states(request);
        let stages: Vec<Vec<Stage>> = if filter.stages.is_empty() || filter.link_state.is_some() {
            vec![filter.stages.clone()]
        } else {
            filter.stages.iter().map(|stage| vec![*stage]).collect()
        };
        let part = |stages: &Vec<Stage>, (settled, unsettled): (&'static [&'static str], bool)| Narrowing {
            access: if unsettled { Access::Gathered } else { access },
            stages: stages.clone(),
            settled,
            by_index: true,
            ..Narrowing::to_what_holds(filter, request.now)
        };
        stages.iter().flat_map(|stages| parts.iter().map(|state| part(stages, *state))).collect()
    }

    /// What was settled of the links that are listed, and whether their instant says otherwise.
    fn states(&self, request: &Request<'_>) -> Vec<(&'static [&'static str], bool)> {
        let unsettled = |settled: &'static [&'static str], count: i64| (count > 0).then_some((settled, true));
        match request.filter.link_state {
            None => vec![(&[], false)],
            Some(VehicleLinkState::None) => vec![(&["none"], false)],
            Some(VehicleLinkState::Revoked) => vec![(&["revoked"], false)],
            Some(VehicleLinkState::Active) => {
                [(&["active"][..], false)].into_iter().chain(unsettled(&["expired"], self.early)).collect()
            }
            Some(VehicleLinkState::Expired) => {
                [(&["expired"][..], false)].into_iter().chain(unsettled(&["active"], self.due)).collect()
            }
        }
    }
}
