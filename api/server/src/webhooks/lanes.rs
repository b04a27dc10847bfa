//! Who is served next. Pure: it decides, and neither sends nor asks the database.
//!
//! - An endpoint has a lane while it is served, and at most two deliveries of a lane are under way.
//! - An organisation takes no more slots than it leaves free. So however many of its receivers hang, half of the slots are left
//!   for the next organisation, of that a half for one more, and so on.
//! - A lane takes up no more than it sends in about a second: what somebody switches off is not sent later on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use host::clock::Uptime;
use shared::ids::{OrganizationId, WebhookEndpointId};
use shared::time::Timestamp;
use store::deliveries::{ClaimedWebhook, WaitingEndpoint};

use super::attempt::{Addressee, Ended};
use super::lane::Lane;
use super::turn::{Visit, Visited};

/// How many deliveries a server sends at a time.
const SLOTS: usize = 64;

/// The endpoints that this server serves, and those that wait.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    open: BTreeMap<WebhookEndpointId, Lane>,
    waiting: VecDeque<WaitingEndpoint>,
}

/// How many slots are taken, and by whom.
struct Use<'a> {
    by: BTreeMap<&'a OrganizationId, usize>,
    free: usize,
}

impl Use<'_> {
    /// Whether an organisation may take one more.
    fn permits(&self, organization: &OrganizationId) -> bool {
        self.by.get(organization).copied().unwrap_or(0) < self.free
    }

    /// Whether it has no more than its share.
    fn is_fair(&self, organization: &OrganizationId) -> bool {
        self.by.get(organization).copied().unwrap_or(0) <= self.free
    }
}

impl Lanes {
    fn used(&self) -> Use<'_> {
        let mut by = BTreeMap::new();
        for lane in self.open.values() {
            *by.entry(&lane.organization_id).or_insert(0) += lane.slots();
        }
        let free = SLOTS.saturating_sub(by.values().sum());
        Use { by, free }
    }

    /// Takes note of the endpoints that something is due for, those that wait longest first.
    pub(super) fn found(&mut self, waiting: Vec<WaitingEndpoint>) {
        self.waiting = waiting.into_iter().filter(|endpoint| !self.open.contains_key(&endpoint.id)).collect();
    }

    /// Whether nothing is served and nothing waits.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.waiting.is_empty()
    }

    /// Whether something is to be written or taken up.
    pub(super) fn needs_turn(&self, now: Timestamp) -> bool {
        self.open.values().any(|lane| lane.needs_visit(now))
            || (!self.waiting.is_empty() && {
                let used = self.used();
                self.waiting.iter().any(|endpoint| used.permits(&endpoint.organization_id))
            })
    }

    /// What is to be written and taken up next, in the order of the endpoints' ids.
    pub(super) fn visits(&mut self, now: Timestamp, uptime: Uptime) -> Vec<Visit> {
        self.open_more();
        let crowded: BTreeSet<_> = self.waiting.iter().map(|endpoint| endpoint.organization_id.clone()).collect();
        let used = self.used();
        let unfair: BTreeSet<_> = used.by.keys().filter(|by| !used.is_fair(by)).map(|by| (*by).clone()).collect();
        let mut visits = Vec::new();
        for (id, lane) in &mut self.open {
            if !lane.needs_visit(now) {
                continue;
            }
            // Who waits for a slot of this organisation, or another organisation, gets that of a lane that has had some.
            let yields = lane.claimed_at.is_some()
                && (crowded.contains(&lane.organization_id) || unfair.contains(&lane.organization_id));
            let wanted = if yields || !lane.is_low() { 0 } else { lane.wants(uptime) };
            let mut visit = lane.visit(id, wanted);
            visit.puts_back = lane.is_stale(now);
            visits.push(visit);
        }
        visits
    }

    /// What is to be written before this server stops.
    pub(super) fn last_visits(&mut self) -> Vec<Visit> {
        let leave = |(id, lane): (&WebhookEndpointId, &mut Lane)| {
            let visit = lane.visit(id, 0);
            // What was under way is given up; its claim runs out.
            Visit { puts_back: true, in_flight: 0, ..visit }
        };
        self.open.iter_mut().map(leave).collect()
    }

    fn open_more(&mut self) {
        let mut still = VecDeque::new();
        while let Some(endpoint) = self.waiting.pop_front() {
            if self.used().permits(&endpoint.organization_id) {
                self.open.entry(endpoint.id).or_insert_with(|| Lane::of(endpoint.organization_id));
            } else {
                still.push_back(endpoint);
            }
        }
        self.waiting = still;
    }

    /// Takes back visits that were not made.
    pub(super) fn not_made(&mut self, visits: Vec<Visit>) {
        for visit in visits {
            if let Some(lane) = self.open.get_mut(&visit.endpoint_id) {
                lane.visited = false;
                lane.ended.splice(0..0, visit.ended);
            }
        }
    }

    /// Goes on after a visit. `addressee` makes what messages need of an endpoint; for one that it cannot be made for, the lane is
    /// given up, and it is tried again when the claim has run out.
    pub(super) fn made(&mut self, visited: Visited, addressee: impl FnOnce(&Visited) -> Option<Arc<Addressee>>) {
        let to = addressee(&visited);
        let Some(lane) = self.open.get_mut(&visited.endpoint_id) else { return };
        let sendable = to.is_some();
        lane.go_on(&visited, to);
        if lane.is_idle() && lane.ended.is_empty() && (visited.left || !sendable) {
            let organization_id = lane.organization_id.clone();
            self.open.remove(&visited.endpoint_id);
            if visited.has_more && sendable {
                self.waiting.push_back(WaitingEndpoint { id: visited.endpoint_id, organization_id });
            }
        }
    }

    /// The next delivery to send. It is under way from now on.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<(Arc<Addressee>, ClaimedWebhook)> {
        let used = self.used();
        let ready = self.open.iter().filter(|(_, lane)| {
            lane.can_send(now) && (lane.in_flight.is_empty() || used.permits(&lane.organization_id))
        });
        let id = ready
            .min_by_key(|(_, lane)| (lane.in_flight.len(), used.by.get(&lane.organization_id)))
            .map(|(id, _)| id.clone())?;
        let lane = self.open.get_mut(&id)?;
        let to = lane.addressee.clone()?;
        let delivery = lane.queue.pop_front()?;
        lane.in_flight.insert(delivery.id.clone());
        Some((to, delivery))
    }

    /// An attempt has ended.
    pub(super) fn ended(&mut self, endpoint: &WebhookEndpointId, ended: Ended) {
        if let Some(lane) = self.open.get_mut(endpoint) {
            lane.add_ended(ended);
        }
    }
}

#[cfg(test)]
mod tests {
    use host::clock::Clock;

    use super::*;

    fn waiting(organization: u128, endpoints: u128) -> Vec<WaitingEndpoint> {
        let endpoint = |number| WaitingEndpoint {
            id: WebhookEndpointId::from_u128(organization << 32 | number),
            organization_id: OrganizationId::from_u128(organization),
        };
        (0..endpoints).map(endpoint).collect()
    }

    fn opened(lanes: &mut Lanes) -> Vec<Visit> {
        let clock = Clock::stopped_at(Timestamp::from_unix_ms(0).unwrap());
        lanes.visits(clock.now(), clock.uptime())
    }

    #[test]
    fn an_organisation_takes_no_more_slots_than_it_leaves_free() {
        let mut lanes = Lanes::default();
        // Each of them has more endpoints than there are slots, and none of their receivers answers.
        for (organization, slots) in [(1, 32), (2, 16), (3, 8), (4, 4), (5, 2), (6, 1)] {
            lanes.found(waiting(organization, 100));
            let opened = opened(&mut lanes);
            assert_eq!(opened.len(), slots, "{organization}");
            assert!(opened.iter().all(|visit| visit.organization_id == OrganizationId::from_u128(organization)));
        }
    }

    #[test]
    fn of_organisations_that_come_together_none_is_left_out() {
        let mut lanes = Lanes::default();
        lanes.found((1..=40).flat_map(|organization| waiting(organization, 1)).collect());
        assert_eq!(opened(&mut lanes).len(), 40);
    }

    #[test]
    fn what_was_not_written_is_written_again() {
        let mut lanes = Lanes::default();
        lanes.found(waiting(1, 1));
        let visits = opened(&mut lanes);
        assert!(opened(&mut lanes).is_empty(), "a visit is under way");
        lanes.not_made(visits);
        assert_eq!(opened(&mut lanes).len(), 1);
    }
}
