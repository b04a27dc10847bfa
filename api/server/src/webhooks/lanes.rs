//! Who is served next. Pure: it decides, and neither sends nor asks the database.
//!
//! - An endpoint has a lane while it is served, and at most two deliveries of a lane are under way.
//! - An organisation takes no more slots than it leaves free. So however many of its receivers hang, half of the slots are left
//!   for the next organisation, of that a half for one more, and so on.
//! - A lane takes up no more than it sends in about a second: what somebody switches off is not sent later on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use host::clock::Uptime;
use shared::ids::{OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use store::deliveries::{ClaimedWebhook, WaitingEndpoint};

use super::attempt::{Addressee, Ended};
use super::turn::{Visit, Visited, is_unanswered};

/// How many deliveries a server sends at a time.
const SLOTS: usize = 64;
/// How many of them go to one endpoint.
const AT_AN_ENDPOINT: usize = 2;
/// How many deliveries a lane takes up at least and at most.
const BATCHES: (usize, usize) = (2, 128);
/// A lane takes up more at a time if it is done with what it had in less.
const SOON: Duration = Duration::from_secs(1);
/// What is taken up and cannot be sent this long before the claim runs out, in milliseconds, is put back: an attempt takes up to 20
/// seconds.
const MARGIN_MS: i64 = 25_000;

/// The endpoints that this server serves, and those that wait.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    open: BTreeMap<WebhookEndpointId, Lane>,
    waiting: VecDeque<WaitingEndpoint>,
}

#[derive(Debug)]
struct Lane {
    organization_id: OrganizationId,
    addressee: Option<Arc<Addressee>>,
    queue: VecDeque<ClaimedWebhook>,
    in_flight: BTreeSet<WebhookDeliveryId>,
    ended: Vec<Ended>,
    batch: usize,
    claimed_at: Option<Uptime>,
    /// Whether something has ended since something was taken up.
    progressed: bool,
    /// Whether more may be due than was taken up, and it is worth while to ask.
    has_more: bool,
    /// Whether the receiver did not answer, which is not written down yet: nothing else is begun.
    unanswered: bool,
    /// Whether a visit is under way.
    visited: bool,
}

impl Lane {
    fn of(organization_id: OrganizationId) -> Self {
        Self {
            organization_id,
            addressee: None,
            queue: VecDeque::new(),
            in_flight: BTreeSet::new(),
            ended: Vec::new(),
            batch: BATCHES.0,
            claimed_at: None,
            progressed: false,
            has_more: true,
            unanswered: false,
            visited: false,
        }
    }

    fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.in_flight.is_empty()
    }

    /// The slots that it takes: one at least, so that it can go on.
    fn slots(&self) -> usize {
        self.in_flight.len().max(1)
    }

    fn is_low(&self) -> bool {
        self.queue.len() <= self.batch / 4
    }

    fn is_stale(&self, now: Timestamp) -> bool {
        let ends_soon = |delivery: &ClaimedWebhook| delivery.claimed_until.unix_ms() - now.unix_ms() < MARGIN_MS;
        self.queue.front().is_some_and(ends_soon)
    }

    fn needs_visit(&self, now: Timestamp) -> bool {
        !self.visited
            && (!self.ended.is_empty() || self.is_idle() || (self.is_low() && self.has_more) || self.is_stale(now))
    }
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
        let Visited { endpoint_id: id, claimed, has_more, put_back, left, endpoint } = visited;
        let Some(lane) = self.open.get_mut(&id) else { return };
        lane.visited = false;
        // Who got nothing asks again when something has ended.
        lane.has_more = has_more && !claimed.is_empty();
        lane.unanswered = lane.ended.iter().any(|ended| is_unanswered(ended.attempt.outcome));
        if put_back {
            lane.queue.clear();
        }
        if endpoint.is_some() {
            lane.addressee.clone_from(&to);
        }
        if to.is_some() {
            // Sent again by hand while it was under way: it is that already.
            lane.queue.extend(claimed.into_iter().filter(|delivery| !lane.in_flight.contains(&delivery.id)));
        } else {
            lane.queue.clear();
        }
        if lane.is_idle() && lane.ended.is_empty() && (left || to.is_none()) {
            let organization_id = lane.organization_id.clone();
            self.open.remove(&id);
            if has_more && to.is_some() {
                self.waiting.push_back(WaitingEndpoint { id, organization_id });
            }
        }
    }

    /// The next delivery to send. It is under way from now on.
    pub(super) fn next(&mut self, now: Timestamp) -> Option<(Arc<Addressee>, ClaimedWebhook)> {
        let used = self.used();
        let ready = self.open.iter().filter(|(_, lane)| {
            lane.in_flight.len() < AT_AN_ENDPOINT
                && !lane.unanswered
                && !lane.queue.is_empty()
                && !lane.is_stale(now)
                && (lane.in_flight.is_empty() || used.permits(&lane.organization_id))
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
            lane.in_flight.remove(&ended.delivery.id);
            lane.progressed = true;
            lane.unanswered |= is_unanswered(ended.attempt.outcome);
            lane.ended.push(ended);
        }
    }
}

impl Lane {
    /// How many more to take up: twice as many as before, if it was done with them soon.
    fn wants(&mut self, uptime: Uptime) -> usize {
        let (least, most) = BATCHES;
        self.batch = match self.claimed_at {
            Some(claimed_at) if uptime.since(claimed_at) >= SOON => least,
            Some(_) if self.progressed => most.min(self.batch * 2),
            _ => self.batch,
        };
        (self.claimed_at, self.progressed) = (Some(uptime), false);
        self.batch.saturating_sub(self.queue.len())
    }

    fn visit(&mut self, id: &WebhookEndpointId, wanted: usize) -> Visit {
        self.visited = true;
        Visit {
            organization_id: self.organization_id.clone(),
            endpoint_id: id.clone(),
            version: self.addressee.as_ref().map(|addressee| addressee.version),
            ended: std::mem::take(&mut self.ended),
            queued: self.queue.iter().cloned().collect(),
            in_flight: self.in_flight.len(),
            wanted,
            puts_back: false,
        }
    }
}
