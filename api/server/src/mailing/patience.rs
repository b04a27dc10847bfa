//! How often a mail is tried, and how long between. A mail server that refuses for now is left alone for longer each time, as RFC
//! 5321 (section 4.5.4.1) advises; after most of a day nobody waits for the mail any more.

use shared::time::Timestamp;

const MINUTE_MS: i64 = 60 * 1000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// How long after each failed attempt the next one is due.
const PAUSES_MS: [i64; 7] = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS];

/// When to try again after so many failed attempts; none when it is given up.
pub(super) fn next_attempt(failed: i64, now: Timestamp) -> Option<Timestamp> {
    let pause = usize::try_from(failed - 1).ok().and_then(|index| PAUSES_MS.get(index))?;
    Timestamp::from_unix_ms(now.unix_ms() + pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_tried_eight_times_in_less_than_a_day() {
        let start = Timestamp::from_unix_ms(1_800_000_000_000).unwrap();
        let (mut at, mut attempts) = (start, 1);
        while let Some(next) = next_attempt(attempts, at) {
            assert!(next > at);
            (at, attempts) = (next, attempts + 1);
        }
        assert_eq!(attempts, 8);
        assert!(at.unix_ms() - start.unix_ms() < 24 * HOUR_MS);
        assert_eq!(next_attempt(0, start), None);
    }
}
