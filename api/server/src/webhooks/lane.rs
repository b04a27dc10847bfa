//! The lane of one endpoint: what is taken up, under way and ended.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use host::clock::Uptime;
use shared::ids::{OrganizationId, WebhookDeliveryId, WebhookEndpointId};
use shared::time::Timestamp;
use store::deliveries::ClaimedWebhook;

use super::attempt::{Addressee, Ended};
use super::turn::{Visit, Visited, is_unanswered};

/// How many deliveries of an endpoint are under way.
pub const AT_AN_ENDPOINT: usize = 2;
/// How many deliveries a lane takes up at least and at most.
const BATCHES: (usize, usize) = (2, 128);
/// A lane takes up more at a time if it is done with what it had in less.
const SOON: Duration = Duration::from_secs(1);
/// What is taken up and cannot be sent this long before the claim runs out, in milliseconds, is put back: an attempt takes up to 20
/// seconds.
const MARGIN_MS: i64 = 25_000;

/// An endpoint that is served.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) organization_id: OrganizationId,
    pub(super) addressee: Option<Arc<Addressee>>,
    pub(super) queue: VecDeque<ClaimedWebhook>,
    pub(super) in_flight: BTreeSet<WebhookDeliveryId>,
    pub(super) ended: Vec<Ended>,
    pub(super) batch: usize,
    pub(super) claimed_at: Option<Uptime>,
    /// Whether something has ended since something was taken up.
    pub(super) progressed: bool,
    /// Whether more may be due than was taken up, and it is worth while to ask.
    pub(super) has_more: bool,
    /// Whether the receiver did not answer, which is not written down yet: nothing else is begun.
    pub(super) unanswered: bool,
    /// Whether a visit is under way.
    pub(super) visited: bool,
}

impl Lane {
    pub(super) fn of(organization_id: OrganizationId) -> Self {
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

    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.in_flight.is_empty()
    }

    /// The slots that it takes: one at least, so that it can go on.
    pub(super) fn slots(&self) -> usize {
        self.in_flight.len().max(1)
    }

    pub(super) fn is_low(&self) -> bool {
        self.queue.len() <= self.batch / 4
    }

    pub(super) fn is_stale(&self, now: Timestamp) -> bool {
        let ends_soon = |delivery: &ClaimedWebhook| delivery.claimed_until.unix_ms() - now.unix_ms() < MARGIN_MS;
        self.queue.front().is_some_and(ends_soon)
    }

    pub(super) fn needs_visit(&self, now: Timestamp) -> bool {
        !self.visited
            && (!self.ended.is_empty() || self.is_idle() || (self.is_low() && self.has_more) || self.is_stale(now))
    }

    /// How many more to take up: twice as many as before, if it was done with them soon.
    pub(super) fn wants(&mut self, uptime: Uptime) -> usize {
        let (least, most) = BATCHES;
        self.batch = match self.claimed_at {
            Some(claimed_at) if uptime.since(claimed_at) >= SOON => least,
            Some(_) if self.progressed => most.min(self.batch * 2),
            _ => self.batch,
        };
        (self.claimed_at, self.progressed) = (Some(uptime), false);
        self.batch.saturating_sub(self.queue.len())
    }

    pub(super) fn visit(&mut self, id: &WebhookEndpointId, wanted: usize) -> Visit {
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

    /// Whether the next delivery can be sent.
    pub(super) fn can_send(&self, now: Timestamp) -> bool {
        !self.queue.is_empty() && self.in_flight.len() < AT_AN_ENDPOINT && !self.unanswered && !self.is_stale(now)
    }

    pub(super) fn add_ended(&mut self, ended: Ended) {
        self.in_flight.remove(&ended.delivery.id);
        self.progressed = true;
        self.unanswered |= is_unanswered(ended.attempt.outcome);
        self.ended.push(ended);
    }

    /// Goes on after a visit; without an addressee nothing can be sent.
    pub(super) fn go_on(&mut self, visited: &Visited, to: Option<Arc<Addressee>>) {
        self.visited = false;
        // Who got nothing asks again when something has ended.
        self.has_more = visited.has_more && !visited.claimed.is_empty();
        self.unanswered = self.ended.iter().any(|ended| is_unanswered(ended.attempt.outcome));
        if visited.put_back || to.is_none() {
            self.queue.clear();
        }
        if to.is_some() {
            // Sent again by hand while it was under way: it is that already.
            let new = visited.claimed.iter().filter(|delivery| !self.in_flight.contains(&delivery.id));
            self.queue.extend(new.cloned());
        }
        self.addressee = to;
    }
}
