//! When a delivery is retried, and when an endpoint is disabled.

use shared::time::Timestamp;

/// How long to wait after each failed try, in seconds: 23 hours and three quarters in all.
const WAITS_S: [i64; 10] = [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800];
/// After how many unanswered attempts in a row the pause of an endpoint no longer grows.
const LONGEST_PAUSE_AFTER: i64 = 4;
/// How long nothing is sent to an endpoint that does not answer, at most: eight minutes.
pub const LONGEST_PAUSE_MS: i64 = 480_000;
/// An endpoint is disabled after this time without a success: five days.
pub const GIVE_UP_MS: i64 = 5 * 24 * 60 * 60 * 1000;
/// How long the previous secret also signs after a rotation: a day.
pub const SECRET_OVERLAP_MS: i64 = 24 * 60 * 60 * 1000;

/// When to retry after this many failed attempts; none after the last one. `random` (0 to 255) spreads the waits by a
/// fifth to either side, so that deliveries that failed together are not retried together.
pub fn next_attempt(tries: i64, now: Timestamp, random: u8) -> Option<Timestamp> {
    let index = usize::try_from(tries - 1).ok()?;
    let wait_ms = WAITS_S.get(index)? * 1000;
    let spread_ms = wait_ms * 2 / 5 * i64::from(random) / 255;
    Timestamp::from_unix_ms(now.unix_ms() + wait_ms * 4 / 5 + spread_ms)
}

/// When to try an endpoint again that did not answer this many attempts in a row. It is the earliest that the first of its
/// deliveries could be retried, and at most eight minutes: a receiver that is back is soon found out.
pub fn next_try(unanswered: i64, now: Timestamp) -> Option<Timestamp> {
    next_attempt(unanswered.clamp(1, LONGEST_PAUSE_AFTER), now, 0)
}

/// Whether an endpoint that has been failing since an instant is disabled now.
pub fn is_given_up(failing_since: Timestamp, now: Timestamp) -> bool {
    now.unix_ms() - failing_since.unix_ms() >= GIVE_UP_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(unix_ms: i64) -> Timestamp {
        Timestamp::from_unix_ms(unix_ms).unwrap()
    }

    #[test]
    fn waits_grow_over_a_day_and_end() {
        let wait = |tries, random| next_attempt(tries, instant(0), random).map(Timestamp::unix_ms);
        assert_eq!((wait(1, 0), wait(1, 255)), (Some(4_000), Some(6_000)));
        let waits: Vec<_> = (1..=10).map(|tries| wait(tries, 128).unwrap()).collect();
        assert!(waits.is_sorted());
        let sum: i64 = waits.iter().sum();
        assert!((20 * 3_600_000..=26 * 3_600_000).contains(&sum), "{sum}");
        assert_eq!((wait(11, 0), wait(0, 0)), (None, None));
    }

    #[test]
    fn the_pause_of_an_endpoint_is_no_longer_than_that_of_its_delivery_and_ends_growing() {
        let pause = |unanswered| next_try(unanswered, instant(0)).map(Timestamp::unix_ms);
        for tries in 1..=10 {
            assert!(pause(tries) <= next_attempt(tries, instant(0), 0).map(Timestamp::unix_ms), "{tries}");
        }
        assert_eq!((pause(0), pause(1), pause(2)), (Some(4_000), Some(4_000), Some(24_000)));
        assert_eq!((pause(4), pause(1_000_000)), (Some(LONGEST_PAUSE_MS), Some(LONGEST_PAUSE_MS)));
    }

    #[test]
    fn five_days_are_enough() {
        assert!(!is_given_up(instant(0), instant(GIVE_UP_MS - 1)));
        assert!(is_given_up(instant(0), instant(GIVE_UP_MS)));
    }
}
