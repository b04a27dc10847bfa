//! The only reader of the clock. Everything else takes `now`, so that tests decide the time.
//!
//! There are two. The wall clock ([`Clock::now`]) says when something happened, and NTP or an operator can set it back
//! or ahead at any moment. [`Uptime`] only ever goes forward: waits and limits per minute use it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use shared::time::Timestamp;

/// How far the wall clocks of two servers may be apart, in milliseconds: five minutes, as in Kerberos (RFC 4120).
/// Anything further ahead was written by a clock that was wrong.
pub const SKEW_MS: i64 = 5 * 60 * 1000;

/// How long this clock has been running: it never goes back, whatever happens to the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uptime(Duration);

impl Uptime {
    /// So long after the start.
    pub const fn after(duration: Duration) -> Self {
        Self(duration)
    }

    /// In microseconds.
    pub fn as_us(self) -> i64 {
        i64::try_from(self.0.as_micros()).unwrap_or(i64::MAX)
    }

    /// In milliseconds.
    pub fn as_ms(self) -> i64 {
        i64::try_from(self.0.as_millis()).unwrap_or(i64::MAX)
    }

    /// How much time has passed since an earlier moment.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// A clock that the server reads once per request.
#[derive(Debug, Clone)]
pub struct Clock {
    base: Base,
    /// How far a test has moved the wall clock.
    offset_ms: Arc<AtomicI64>,
    /// How much time a test has let pass.
    passed_ms: Arc<AtomicU64>,
}

#[derive(Debug, Clone, Copy)]
enum Base {
    System(Stopwatch),
    Fixed(Timestamp),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::from(Base::System(Stopwatch::start()))
    }

    /// A clock that stands still until it is advanced.
    pub fn stopped_at(instant: Timestamp) -> Self {
        Self::from(Base::Fixed(instant))
    }

    fn from(base: Base) -> Self {
        Self { base, offset_ms: Arc::default(), passed_ms: Arc::default() }
    }

    /// Lets time pass on this clock and all its clones. Nothing in the shipped binary calls it.
    pub fn advance_ms(&self, milliseconds: i64) {
        self.step_ms(milliseconds);
        self.passed_ms.fetch_add(u64::try_from(milliseconds).unwrap_or(0), Ordering::SeqCst);
    }

    /// Sets the wall clock ahead or back while no time passes, as NTP or an operator does. Nothing in the shipped binary
    /// calls it.
    pub fn step_ms(&self, milliseconds: i64) {
        self.offset_ms.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// The current instant of the wall clock.
    pub fn now(&self) -> Timestamp {
        let base_ms = match self.base {
            Base::System(_) => system_ms(),
            Base::Fixed(instant) => instant.unix_ms(),
        };
        let unix_ms = base_ms.saturating_add(self.offset_ms.load(Ordering::SeqCst));
        // Outside the years 0 to 9999 only if a test moved it there; the epoch is then as good as any.
        Timestamp::from_unix_ms(unix_ms).or_else(|| Timestamp::from_unix_ms(0)).unwrap_or_else(|| unreachable!())
    }

    /// How long it has been running.
    pub fn uptime(&self) -> Uptime {
        let base = match self.base {
            Base::System(start) => start.elapsed(),
            Base::Fixed(_) => Duration::ZERO,
        };
        Uptime(base.saturating_add(Duration::from_millis(self.passed_ms.load(Ordering::SeqCst))))
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
fn system_ms() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .ok()
        .and_then(|elapsed| i64::try_from(elapsed.as_millis()).ok())
        .unwrap_or(0)
}

/// Measures how long something takes, for operators only: no rule depends on it, and it keeps running when a test stops
/// the clock.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has been running.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wall_clock_can_be_set_back() {
        for clock in [Clock::system(), Clock::stopped_at(Timestamp::from_unix_ms(86_400_000).unwrap())] {
            let (now, uptime) = (clock.now(), clock.uptime());
            clock.step_ms(-86_400_000);
            assert!(clock.now() < now && clock.uptime() >= uptime);
            clock.advance_ms(1_000);
            assert!(clock.uptime().since(uptime) >= Duration::from_secs(1));
            let uptime = clock.uptime();
            clock.advance_ms(-1_000);
            assert!(clock.uptime() >= uptime);
        }
    }
}
