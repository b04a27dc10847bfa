//! Limits per minute for keys, members and addresses. Each server has its own buckets; several servers permit several
//! times as much, but none of them more than it can handle. All limits use [`Uptime`], so a wall clock that is set back
//! keeps nobody waiting, and `Retry-After` is right.

pub mod bucket;
mod passwords;
pub mod tracking_urls;

use std::net::{IpAddr, Ipv6Addr};

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue};
use shared::problem::ProblemCode;

use crate::error::ApiError;
use bucket::{Buckets, Verdict};
use host::clock::Uptime;
use passwords::Passwords;
use tracking_urls::TrackingUrlLimits;

/// How many callers of a kind are remembered. A bucket takes about 100 bytes, so all of them a few megabytes.
const CAPACITY: usize = 50_000;

/// Requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Of one API key.
    pub key: u32,
    /// Of one member.
    pub member: u32,
    /// From one address without a valid credential. For tracking pages: of one link, and with ten for each page that does
    /// not exist.
    pub address: u32,
    /// Attempts to sign in from one address.
    pub sign_in: u32,
}

impl Quotas {
    /// An office behind one address and a busy integration fit in.
    pub const DEFAULT: Self = Self { key: 600, member: 1_200, address: 1_200, sign_in: 60 };
}

/// The buckets of this server.
#[derive(Debug)]
pub struct Limits {
    keys: Buckets<String>,
    members: Buckets<String>,
    /// For tracking pages, their data, pictures and live updates.
    pub tracking_urls: TrackingUrlLimits,
    sign_ins: Buckets<IpAddr>,
    anonymous: Buckets<IpAddr>,
    passwords: Passwords,
}

/// A verdict with the name of its policy, for the headers of the answer.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    policy: &'static str,
    verdict: Verdict,
}

impl Limits {
    /// Full buckets.
    pub fn new(quotas: Quotas) -> Self {
        Self {
            keys: Buckets::new(quotas.key, CAPACITY),
            members: Buckets::new(quotas.member, CAPACITY),
            tracking_urls: TrackingUrlLimits::new(quotas.address),
            sign_ins: Buckets::new(quotas.sign_in, CAPACITY),
            anonymous: Buckets::new(quotas.address, CAPACITY),
            passwords: Passwords::new(CAPACITY),
        }
    }

    /// Counts a request of an API key.
    pub fn key(&self, id: &str, now: Uptime) -> Counted {
        Counted { policy: "key", verdict: self.keys.take(id.to_owned(), 1, now) }
    }

    /// Counts a request of a member.
    pub fn member(&self, id: &str, now: Uptime) -> Counted {
        Counted { policy: "member", verdict: self.members.take(id.to_owned(), 1, now) }
    }

    /// Counts the rows of a request of an API key, which was counted as one request before.
    pub fn rows_of_key(&self, id: &str, rows: usize, now: Uptime) -> Counted {
        Counted { policy: "key", verdict: take_rows(&self.keys, id, rows, now) }
    }

    /// Counts the rows of a request of a member, which was counted as one request before.
    pub fn rows_of_member(&self, id: &str, rows: usize, now: Uptime) -> Counted {
        Counted { policy: "member", verdict: take_rows(&self.members, id, rows, now) }
    }

    /// Counts a request without a credential, or with a wrong one.
    pub fn anonymous(&self, address: Option<IpAddr>, now: Uptime) -> Result<(), ApiError> {
        let Some(address) = address.map(network) else { return Ok(()) };
        permit(self.anonymous.take(address, 1, now))
    }

    /// Counts an attempt at the password of an account, which is named by a hash; refused before the password is
    /// checked.
    pub fn try_password(&self, address: Option<IpAddr>, account: &str, now: Uptime) -> Result<(), ApiError> {
        let address = network(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)));
        permit(self.sign_ins.take(address, 1, now))?;
        self.passwords.attempt(account, address, now).map_err(too_many)
    }

    /// The password was right.
    pub fn right_password(&self, address: Option<IpAddr>, account: &str, now: Uptime) {
        let address = network(address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)));
        self.passwords.right(account, address, now);
    }
}

/// How many rows cost as much as a request: a row needs no connection, no credential and no answer of its own.
const ROWS_A_REQUEST: usize = 10;

fn cost_of_rows(rows: usize) -> i64 {
    i64::try_from(rows.div_ceil(ROWS_A_REQUEST)).unwrap_or(i64::MAX).max(1)
}

/// Deducts what rows cost in the place of the one request. A refusal costs nothing and says when there is enough for all of it;
/// whoever may ask less than that in a minute waits for a full bucket.
fn take_rows(buckets: &Buckets<String>, id: &str, rows: usize, now: Uptime) -> Verdict {
    let id = id.to_owned();
    buckets.refund(&id, 1, now);
    buckets.take(id, buckets.at_most(cost_of_rows(rows)), now)
}

impl Counted {
    /// Refuses when the bucket is empty.
    pub fn permit(self) -> Result<(), ApiError> {
        permit(self.verdict)
    }

    /// Says how much is left (draft-ietf-httpapi-ratelimit-headers).
    pub fn set_headers(self, response: &mut HttpResponse) {
        let Verdict { quota, remaining, reset_s, .. } = self.verdict;
        let policy = self.policy;
        for (name, value) in [
            ("ratelimit-policy", format!("\"{policy}\";q={quota};w=60")),
            ("ratelimit", format!("\"{policy}\";r={remaining};t={reset_s}")),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
    }
}

fn permit(verdict: Verdict) -> Result<(), ApiError> {
    if verdict.allowed {
        return Ok(());
    }
    Err(too_many(verdict.retry_after_s))
}

fn too_many(seconds: i64) -> ApiError {
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!("Too many requests in a short time. Try again in {seconds} {unit}.");
    ApiError::new(ProblemCode::TooManyRequests).detail(detail).retry_after(seconds)
}

/// What counts as one caller: an IPv4 address, or the /64 of an IPv6 address, which is what one household gets.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use host::clock::Clock;

    use super::*;

    #[test]
    fn ten_rows_cost_as_much_as_a_request() {
        assert_eq!([1, 10, 11, 500].map(cost_of_rows), [1, 1, 2, 50]);
        let quotas = Quotas { key: 60, member: 20, ..Quotas::DEFAULT };
        let (limits, now) = (Limits::new(quotas), Clock::system().uptime());
        let ask = |rows| {
            limits.key("a", now).permit().unwrap();
            let Verdict { allowed, remaining, retry_after_s, .. } = limits.rows_of_key("a", rows, now).verdict;
            (allowed, remaining, retry_after_s)
        };
        assert_eq!(ask(10), (true, 59, 0));
        assert_eq!(ask(500), (true, 9, 0));
        assert_eq!(ask(500), (false, 9, 41));
        // Who may ask less than that in a minute sends the same rows, once.
        limits.member("a", now).permit().unwrap();
        let verdict = limits.rows_of_member("a", 500, now).verdict;
        assert_eq!((verdict.allowed, verdict.remaining), (true, 0));
    }

    #[test]
    fn a_household_is_one_caller() {
        let address = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(address("::ffff:9.9.9.9"), "9.9.9.9");
    }
}
