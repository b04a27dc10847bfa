//! The only reader of the clock. Everything else takes `now`, so that tests decide the time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use shared::time::Timestamp;

/// A clock that the server reads once per request.
#[derive(Debug, Clone)]
pub struct Clock {
    base: Base,
    offset_ms: Arc<AtomicI64>,
}

#[derive(Debug, Clone, Copy)]
enum Base {
    System,
    Fixed(Timestamp),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self { base: Base::System, offset_ms: Arc::default() }
    }

    /// A clock that stands still until it is advanced.
    pub fn stopped_at(instant: Timestamp) -> Self {
        Self { base: Base::Fixed(instant), offset_ms: Arc::default() }
    }

    /// Moves this clock and all its clones. Nothing in the shipped binary calls it.
    pub fn advance_ms(&self, milliseconds: i64) {
        self.offset_ms.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        let base_ms = match self.base {
            Base::System => system_ms(),
            Base::Fixed(instant) => instant.unix_ms(),
        };
        let unix_ms = base_ms.saturating_add(self.offset_ms.load(Ordering::SeqCst));
        // Outside the years 0 to 9999 only if a test moved it there; the epoch is then as good as any.
        Timestamp::from_unix_ms(unix_ms).or_else(|| Timestamp::from_unix_ms(0)).unwrap_or_else(|| unreachable!())
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

/// Measures how long something takes, for operators only: no rule depends on it, and it goes on when a test stops the
/// clock.
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
