//! Buckets that fill up again, in bounded memory: the generic cell rate algorithm, one instant a bucket.

use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use hashlink::LruCache;

use host::clock::Uptime;

/// How long a bucket takes to fill up, in microseconds: one minute.
const WINDOW_US: i64 = 60_000_000;

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether there was enough in the bucket.
    pub allowed: bool,
    /// The quota: requests per minute.
    pub quota: i64,
    /// How many are left now.
    pub remaining: i64,
    /// In how many seconds the bucket is full again.
    pub reset_s: i64,
    /// In how many seconds there is enough for this request; zero when there is now.
    pub retry_after_s: i64,
}

/// Buckets of one size, the least used forgotten when there are too many: forgetting a bucket fills it.
#[derive(Debug)]
pub struct Buckets<K> {
    quota: i64,
    /// The uptime at which each bucket is full again, in microseconds.
    full_at: Mutex<LruCache<K, i64>>,
}

impl<K: Eq + Hash> Buckets<K> {
    /// A bounded number of buckets with a quota per minute, of at most one request per microsecond.
    pub fn new(quota: u32, capacity: usize) -> Self {
        Self { quota: i64::from(quota).clamp(1, WINDOW_US), full_at: Mutex::new(LruCache::new(capacity)) }
    }

    /// Deducts the cost of a request, if there is enough.
    pub fn take(&self, key: K, cost: i64, now: Uptime) -> Verdict {
        self.change(key, cost, now, false)
    }

    /// Deducts what a request turned out to cost, whether there is enough or not.
    pub fn charge(&self, key: K, cost: i64, now: Uptime) {
        self.change(key, cost, now, true);
    }

    /// Deducts the cost of a request from a bucket that exists; none if there is none.
    pub fn take_if_known(&self, key: &K, cost: i64, now: Uptime) -> Option<Verdict>
    where
        K: Clone,
    {
        let known = self.full_at.lock().unwrap_or_else(PoisonError::into_inner).peek(key).is_some();
        known.then(|| self.take(key.clone(), cost, now))
    }

    /// Returns what a request turned out not to cost. A bucket that was forgotten is full already.
    pub fn refund(&self, key: &K, cost: i64, now: Uptime) {
        let each_us = WINDOW_US / self.quota;
        if let Some(full_at) = self.full_at.lock().unwrap_or_else(PoisonError::into_inner).get_mut(key) {
            *full_at = (*full_at - cost * each_us).max(now.as_us());
        }
    }

    /// A cost, or as much as a full bucket has.
    pub fn at_most(&self, cost: i64) -> i64 {
        cost.min(self.quota)
    }

    fn change(&self, key: K, cost: i64, now: Uptime, even_if_empty: bool) -> Verdict {
        let now_us = now.as_us();
        let each_us = WINDOW_US / self.quota;
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let before_us = full_at.get(&key).copied().unwrap_or(0).clamp(now_us, now_us + WINDOW_US);
        let after_us = before_us + cost * each_us;
        let allowed = after_us - now_us <= WINDOW_US;
        let kept_us = if allowed || even_if_empty { after_us.min(now_us + WINDOW_US) } else { before_us };
        if kept_us != before_us || even_if_empty {
            full_at.insert(key, kept_us);
        }
        drop(full_at);
        Verdict {
            allowed,
            quota: self.quota,
            remaining: (WINDOW_US - (kept_us - now_us)) / each_us,
            reset_s: seconds(kept_us - now_us),
            retry_after_s: if allowed { 0 } else { seconds(after_us - now_us - WINDOW_US).max(1) },
        }
    }

    /// How many buckets there are.
    pub fn len(&self) -> usize {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Whole seconds, rounded up.
fn seconds(us: i64) -> i64 {
    us.saturating_add(999_999).div_euclid(1_000_000)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(ms: u64) -> Uptime {
        Uptime::after(Duration::from_millis(ms))
    }

    #[test]
    fn no_quota_is_too_large() {
        for quota in [0, 1, 60_000_000, 60_000_001, u32::MAX] {
            let verdict = Buckets::new(quota, 10).take("a", 1, at(0));
            assert!(verdict.allowed && verdict.quota <= 60_000_000, "{quota}: {verdict:?}");
        }
    }

    #[test]
    fn a_bucket_empties_and_fills_up_again() {
        let buckets = Buckets::new(60, 10);
        for left in (0..60).rev() {
            let verdict = buckets.take("a", 1, at(0));
            assert_eq!((verdict.allowed, verdict.remaining), (true, left));
        }
        let refused = buckets.take("a", 1, at(0));
        assert_eq!((refused.allowed, refused.retry_after_s, refused.reset_s), (false, 1, 60));
        assert!(buckets.take("b", 1, at(0)).allowed, "another bucket is full");
        assert!(!buckets.take("a", 1, at(999)).allowed);
        assert!(buckets.take("a", 1, at(1_000)).allowed);
        assert_eq!(buckets.take("a", 10, at(1_000)).retry_after_s, 10);
        assert_eq!(buckets.take("a", 1, at(61_000)).remaining, 59);
    }

    #[test]
    fn what_was_returned_is_there_again_and_no_more_than_that() {
        let buckets = Buckets::new(60, 10);
        assert!(buckets.take_if_known(&"a", 1, at(0)).is_none());
        buckets.take("a", 60, at(0));
        buckets.refund(&"a", 10, at(0));
        assert_eq!(buckets.take_if_known(&"a", 1, at(0)).map(|verdict| verdict.remaining), Some(9));
        buckets.refund(&"a", 1_000, at(5_000));
        assert_eq!(buckets.take("a", 1, at(5_000)).remaining, 59);
        buckets.refund(&"b", 1, at(0));
        assert_eq!(buckets.take("b", 1, at(0)).remaining, 59);
    }

    #[test]
    fn what_was_charged_beyond_the_end_is_owed_for_no_longer_than_a_minute() {
        let buckets = Buckets::new(60, 10);
        for _ in 0..100 {
            buckets.charge("a", 10, at(0));
        }
        assert!(!buckets.take("a", 1, at(0)).allowed);
        assert!(buckets.take("a", 60, at(60_000)).allowed);
    }

    #[test]
    fn a_million_addresses_take_no_more_room_than_the_capacity() {
        let buckets = Buckets::new(60, 1_000);
        for address in 0..1_000_000_u32 {
            buckets.take(std::net::Ipv4Addr::from_bits(address), 1, at(0));
        }
        assert_eq!(buckets.len(), 1_000);
        let capacity = buckets.full_at.lock().unwrap().capacity();
        assert!(capacity <= 1_000, "{capacity}");
    }
}
