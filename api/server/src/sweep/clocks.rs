//! Whether the clock can be believed before something is deleted: one that was ahead for a moment must not age everything.

use std::time::Duration;

use shared::time::Timestamp;

use host::clock::Stopwatch;

/// How far the clock may have been set since the start, in milliseconds.
const TOLERANCE_MS: i64 = 5 * 60 * 1000;
/// After how long a clock that was set is believed again.
const BELIEVED_AFTER: Duration = Duration::from_hours(24);

/// Compares the clock with a stopwatch, which nobody sets.
#[derive(Debug)]
pub struct Clocks {
    started_at: Timestamp,
    watch: Stopwatch,
    /// By how much the clock had been set, and when that was seen first.
    set: (i64, Duration),
}

impl Clocks {
    /// Begins now.
    pub fn start(now: Timestamp) -> Self {
        Self { started_at: now, watch: Stopwatch::start(), set: (0, Duration::ZERO) }
    }

    /// How long it has been.
    pub fn elapsed(&self) -> Duration {
        self.watch.elapsed()
    }

    /// Whether the clock went on as the stopwatch did, or was set so long ago that it is the right time by now.
    pub fn agree(&mut self, now: Timestamp) -> bool {
        self.judge(now, self.watch.elapsed())
    }

    fn judge(&mut self, now: Timestamp, elapsed: Duration) -> bool {
        let elapsed_ms = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        let set_by_ms = now.unix_ms().saturating_sub(self.started_at.unix_ms()).saturating_sub(elapsed_ms);
        if set_by_ms.abs_diff(self.set.0) > TOLERANCE_MS.unsigned_abs() {
            self.set = (set_by_ms, elapsed);
        }
        self.set == (0, Duration::ZERO) || elapsed.saturating_sub(self.set.1) >= BELIEVED_AFTER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_set_is_not_believed_for_a_day() {
        const HOUR_MS: i64 = 60 * 60 * 1000;
        let start = Timestamp::from_unix_ms(1_800_000_000_000).unwrap();
        let mut clocks = Clocks::start(start);
        let mut judge = |hours: u64, ahead_ms: i64| {
            let now_ms = start.unix_ms() + i64::try_from(hours).unwrap() * HOUR_MS + ahead_ms;
            clocks.judge(Timestamp::from_unix_ms(now_ms).unwrap(), Duration::from_hours(hours))
        };
        assert!(judge(1, 0) && judge(2, 4 * 60 * 1000));
        // Ahead by ten days for two hours, then right again: that, too, is a clock that was set.
        assert!(!judge(3, 240 * HOUR_MS) && !judge(4, 240 * HOUR_MS));
        assert!(!judge(5, 0) && !judge(28, 0));
        assert!(judge(29, 0) && judge(400, 1000));
        assert!(!judge(401, -HOUR_MS));
    }
}
