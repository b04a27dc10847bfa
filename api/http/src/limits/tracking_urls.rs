//! How often tracking URLs may be requested. A mobile carrier or an office has many customers behind one address, so what
//! counts against the address is misses. A link that was opened from a network before has a bucket of its own there: its
//! page, pictures and live updates still work while somebody else on that network guesses.
//!
//! Every other slug gets one and the same refusal once there were too many misses, whether it is alive or not.
//! So the limit reveals only links that the network has seen alive already.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;

use domain::slug::SlugHash;
use host::clock::Uptime;

use super::bucket::{Buckets, Verdict};
use super::{CAPACITY, network, permit};
use crate::error::ApiError;

/// The cost of a page that does not exist to the client that requests it: guessing is ten times as expensive as reading.
pub const MISS_COST: i64 = 10;
/// The cost of a page that does not exist to the whole network: the clients behind one address can miss about three times
/// as often as one of them alone.
pub const SHARED_MISS_COST: i64 = 3;

/// Who requests a tracking URL.
#[derive(Debug)]
pub struct Visitor<'a> {
    /// Where the request comes from.
    pub address: Option<IpAddr>,
    /// What tells clients behind one address apart as long as they do not try to hide it: headers that name the browser.
    /// Only a hash of them is remembered, in memory.
    pub client: &'a [&'a [u8]],
    /// The link, if the path has a well-formed slug.
    pub slug: Option<SlugHash>,
}

/// How a request to a tracking URL ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The link is alive.
    Shown,
    /// There is nothing.
    Missing,
    /// Neither is known.
    Undecided,
}

/// The buckets for tracking URLs.
#[derive(Debug)]
pub struct TrackingUrlLimits {
    opened: Buckets<(IpAddr, SlugHash)>,
    clients: Buckets<(IpAddr, u64)>,
    networks: Buckets<IpAddr>,
    hasher: RandomState,
}

/// A request that was let in; what it costs is known when it is answered.
#[derive(Debug)]
#[must_use]
pub struct Admitted(Option<Charged>);

#[derive(Debug)]
enum Charged {
    /// The network has opened this link before.
    Opened((IpAddr, SlugHash)),
    /// It counts as a miss until it is known to be none, so that guesses at the same moment are limited too.
    Unknown { client: (IpAddr, u64), slug: Option<SlugHash> },
}

impl TrackingUrlLimits {
    /// Full buckets, with a quota per minute.
    pub(super) fn new(quota: u32) -> Self {
        Self {
            opened: Buckets::new(quota, CAPACITY),
            clients: Buckets::new(quota, CAPACITY),
            networks: Buckets::new(quota, CAPACITY),
            hasher: RandomState::new(),
        }
    }

    /// Lets a request in, or refuses it.
    pub fn admit(&self, visitor: Visitor<'_>, now: Uptime) -> Result<Admitted, ApiError> {
        let Visitor { address, client, slug } = visitor;
        let Some(network) = address.map(network) else { return Ok(Admitted(None)) };
        if let Some(slug) = &slug {
            let link = (network, slug.clone());
            if let Some(verdict) = self.opened.take_if_known(&link, 1, now) {
                return permit(verdict).map(|()| Admitted(Some(Charged::Opened(link))));
            }
        }
        let client = (network, self.hasher.hash_one(client));
        permit(self.clients.take(client, self.clients.at_most(MISS_COST), now))?;
        if let Err(refusal) = permit(self.networks.take(network, self.networks.at_most(SHARED_MISS_COST), now)) {
            self.clients.refund(&client, self.clients.at_most(MISS_COST), now);
            return Err(refusal);
        }
        Ok(Admitted(Some(Charged::Unknown { client, slug })))
    }

    /// Settles what a request cost.
    pub fn settle(&self, admitted: Admitted, outcome: Outcome, now: Uptime) {
        match (admitted.0, outcome) {
            (Some(Charged::Opened(link)), Outcome::Missing) => self.opened.charge(link, MISS_COST - 1, now),
            (Some(Charged::Unknown { client, slug: Some(slug) }), Outcome::Shown) => {
                self.refund(client, 0, now);
                self.opened.charge((client.0, slug), 1, now);
            }
            (Some(Charged::Unknown { client, .. }), Outcome::Shown | Outcome::Undecided) => self.refund(client, 1, now),
            (Some(Charged::Unknown { .. }), Outcome::Missing) | (Some(Charged::Opened(_)) | None, _) => {}
        }
    }

    /// Returns to a client and its network all but what the request cost.
    fn refund(&self, client: (IpAddr, u64), cost: i64, now: Uptime) {
        self.clients.refund(&client, self.clients.at_most(MISS_COST) - cost, now);
        self.networks.refund(&client.0, self.networks.at_most(SHARED_MISS_COST) - cost, now);
    }

    /// Counts something else that anybody may send, against the network.
    pub fn other(&self, address: Option<IpAddr>, now: Uptime) -> Result<(), ApiError> {
        let Some(network) = address.map(network) else { return Ok(()) };
        let verdict: Verdict = self.networks.take(network, 1, now);
        permit(verdict)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const CARRIER: &str = "203.0.113.9";
    const PHONE: &[&[u8]] = &[b"a phone"];
    const OTHER_PHONE: &[&[u8]] = &[b"another phone"];

    fn at(seconds: u64) -> Uptime {
        Uptime::after(Duration::from_secs(seconds))
    }

    fn asks(limits: &TrackingUrlLimits, client: &[&[u8]], slug: &str, outcome: Outcome, now: Uptime) -> bool {
        let address = Some(CARRIER.parse().unwrap());
        let visitor = Visitor { address, client, slug: Some(SlugHash::made(slug.to_owned())) };
        limits.admit(visitor, now).map(|admitted| limits.settle(admitted, outcome, now)).is_ok()
    }

    /// How many of a hundred guesses are looked at.
    fn guesses(limits: &TrackingUrlLimits, client: &[&[u8]], now: Uptime) -> usize {
        (0..100).filter(|guess| asks(limits, client, &format!("dead {guess}"), Outcome::Missing, now)).count()
    }

    #[test]
    fn a_phone_that_guesses_stops_no_other_and_learns_nothing() {
        let limits = TrackingUrlLimits::new(300);
        assert!(asks(&limits, OTHER_PHONE, "opened", Outcome::Shown, at(0)));
        assert_eq!(guesses(&limits, PHONE, at(0)), 30);
        assert!(!asks(&limits, PHONE, "alive", Outcome::Shown, at(0)), "dead or alive, it is refused");
        assert!(asks(&limits, OTHER_PHONE, "alive", Outcome::Shown, at(0)), "a page that is opened for the first time");
        // It says that it is a different phone each time: then links that were never opened here have to wait.
        let pretends = (0..100).map(|name| format!("phone {name}"));
        let looked_at: usize = pretends.map(|name| guesses(&limits, &[name.as_bytes()], at(0))).sum();
        assert_eq!(looked_at, 70, "a hundred misses a network");
        assert!(!asks(&limits, OTHER_PHONE, "never opened", Outcome::Shown, at(0)));
        for slug in ["opened", "alive"] {
            assert!(asks(&limits, PHONE, slug, Outcome::Shown, at(0)), "{slug}");
            assert!(asks(&limits, PHONE, slug, Outcome::Missing, at(0)), "{slug} ends at once, whoever guesses");
        }
    }

    #[test]
    fn guessing_stays_as_slow_as_it_was_in_the_first_minute() {
        let limits = TrackingUrlLimits::new(300);
        assert_eq!(guesses(&limits, PHONE, at(0)), 30);
        let later: usize = (1..=60).map(|second| guesses(&limits, PHONE, at(second))).sum();
        assert_eq!(later, 30);
    }

    #[test]
    fn opening_living_pages_costs_the_network_nothing() {
        let limits = TrackingUrlLimits::new(30);
        for customer in 0..1_000 {
            assert!(asks(&limits, PHONE, &format!("alive {customer}"), Outcome::Shown, at(0)));
        }
        assert_eq!(guesses(&limits, PHONE, at(0)), 3);
    }

    #[test]
    fn one_link_has_a_limit_too() {
        let limits = TrackingUrlLimits::new(30);
        let opened = (0..100).filter(|_| asks(&limits, PHONE, "alive", Outcome::Shown, at(0))).count();
        assert_eq!(opened, 30);
        let limits = TrackingUrlLimits::new(30);
        assert!(asks(&limits, PHONE, "alive", Outcome::Shown, at(0)));
        let photos = (0..100).filter(|_| asks(&limits, PHONE, "alive", Outcome::Missing, at(0))).count();
        assert_eq!(photos, 3, "guessing at the photos of a link is no cheaper");
    }

    #[test]
    fn what_shows_no_link_is_counted() {
        let limits = TrackingUrlLimits::new(30);
        let words = || {
            let visitor = Visitor { address: Some(CARRIER.parse().unwrap()), client: PHONE, slug: None };
            let admitted = limits.admit(visitor, at(0));
            admitted.map(|admitted| limits.settle(admitted, Outcome::Shown, at(0))).is_ok()
        };
        assert_eq!((0..100).filter(|_| words()).count(), 21);
    }
}
