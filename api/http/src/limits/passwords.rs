//! How often the password of an account may be tried: nobody can guess quickly, and guessing locks nobody out.

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;

use super::bucket::Buckets;
use host::clock::Uptime;

/// Attempts from one address before waits begin, so that a typing mistake causes no wait.
const FREE: u32 = 6;
/// The longest wait, and how long attempts are remembered.
const LONGEST_WAIT_MS: i64 = 5 * 60 * 1000;
const REMEMBERED_MS: i64 = 60 * 60 * 1000;
/// Attempts per minute for one account, from all addresses together from which nobody has signed in to it.
const FROM_NEW_PLACES: u32 = 10;
/// How long a network from which somebody signed in is remembered: as long as a session can last.
const PLACE_KNOWN_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// An account, as a keyed hash, and the network that somebody tries it from.
type Place = (String, IpAddr);

#[derive(Debug, Clone, Copy)]
struct Attempts {
    count: u32,
    last_ms: i64,
}

/// The remembered attempts; the least recent are forgotten when there are too many.
#[derive(Debug)]
pub struct Passwords {
    attempts: Mutex<LruCache<Place, Attempts>>,
    /// For each network, the uptime at which somebody last signed in from there.
    places: Mutex<LruCache<Place, i64>>,
    new_places: Buckets<String>,
}

impl Passwords {
    /// Nothing remembered yet.
    pub fn new(capacity: usize) -> Self {
        Self {
            attempts: Mutex::new(LruCache::new(capacity)),
            places: Mutex::new(LruCache::new(capacity)),
            new_places: Buckets::new(FROM_NEW_PLACES, capacity),
        }
    }

    /// Counts an attempt before the password is checked, or returns the seconds to wait. It counts as wrong until
    /// `right` is called, so that concurrent attempts are limited like sequential ones.
    pub fn attempt(&self, account: &str, address: IpAddr, now: Uptime) -> Result<(), i64> {
        let (place, now_ms) = ((account.to_owned(), address), now.as_ms());
        let mut attempts = lock(&self.attempts);
        let before = attempts.get(&place).filter(|before| now_ms - before.last_ms < REMEMBERED_MS);
        let count = before.map_or(0, |before| before.count);
        let wait_ms = before.map_or(0, |before| before.last_ms + wait_after_ms(count) - now_ms);
        if wait_ms > 0 {
            return Err((wait_ms + 999) / 1000);
        }
        if !self.is_known(&place, now_ms) {
            let verdict = self.new_places.take(account.to_owned(), 1, now);
            if !verdict.allowed {
                return Err(verdict.retry_after_s);
            }
        }
        attempts.insert(place, Attempts { count: count.saturating_add(1), last_ms: now_ms });
        Ok(())
    }

    /// The password was right: the network is cleared, and guessing elsewhere keeps nobody out here.
    pub fn right(&self, account: &str, address: IpAddr, now: Uptime) {
        let place = (account.to_owned(), address);
        lock(&self.attempts).remove(&place);
        lock(&self.places).insert(place, now.as_ms());
    }

    fn is_known(&self, place: &Place, now_ms: i64) -> bool {
        lock(&self.places).get(place).is_some_and(|signed_in_ms| now_ms - signed_in_ms < PLACE_KNOWN_MS)
    }
}

/// 2, 4, 8 seconds and so on.
fn wait_after_ms(attempts: u32) -> i64 {
    match attempts.checked_sub(FREE) {
        None => 0,
        Some(beyond) => (2_000_i64 << beyond.min(20)).min(LONGEST_WAIT_MS),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: i64) -> Uptime {
        Uptime::after(Duration::from_secs(seconds.unsigned_abs()))
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn waits_grow_and_end() {
        let (passwords, here) = (Passwords::new(100), address(1));
        passwords.attempt("account", here, at(0)).unwrap();
        passwords.right("account", here, at(0));
        let mut now = 0;
        for wait in [0, 0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
            if wait > 0 {
                assert_eq!(passwords.attempt("account", here, at(now)), Err(wait));
                assert_eq!(passwords.attempt("account", here, at(now + wait - 1)), Err(1));
            }
            now += wait;
            passwords.attempt("account", here, at(now)).unwrap();
        }
        now += 300;
        passwords.attempt("account", here, at(now)).unwrap();
        passwords.right("account", here, at(now));
        for _ in 0..6 {
            passwords.attempt("account", here, at(now)).unwrap();
        }
    }

    #[test]
    fn guessing_from_everywhere_keeps_nobody_out_where_they_signed_in_before() {
        let (passwords, home, new) = (Passwords::new(1000), address(1), address(2));
        passwords.attempt("account", home, at(0)).unwrap();
        passwords.right("account", home, at(0));
        let tried = (3..=255).filter(|last| passwords.attempt("account", address(*last), at(60)).is_ok()).count();
        assert_eq!(tried, 10);
        assert_eq!(passwords.attempt("account", new, at(60)), Err(6));
        passwords.attempt("account", home, at(60)).unwrap();
        passwords.attempt("another", new, at(60)).unwrap();
        passwords.attempt("account", new, at(66)).unwrap();
    }
}
