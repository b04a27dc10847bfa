//! What a clock that was ahead left in rows that wait for an instant: they would wait until the clock has caught up.

use shared::time::Timestamp;

use domain::delivery::LONGEST_PAUSE_MS;

use crate::deliveries::LEASE_MS;
use crate::error::Error;
use crate::{AcrossTx, on};
use host::clock::SKEW_MS;

/// After so many tries a delivery waits so long at most, in milliseconds: what waits longer was written by another clock.
/// These are the waits of [`domain::delivery`] with their spread.
const HURRY: &str = "
    UPDATE deliveries SET next_attempt_at = $1
    WHERE state = 'pending' AND next_attempt_at > $1 + CASE tries
        WHEN 0 THEN 0 WHEN 1 THEN 6000 WHEN 2 THEN 36000 WHEN 3 THEN 144000 WHEN 4 THEN 720000 WHEN 5 THEN 2160000
        WHEN 6 THEN 4320000 WHEN 7 THEN 8640000 WHEN 8 THEN 17280000 ELSE 34560000 END";

const RELEASE: &str = "
    UPDATE deliveries SET claimed_until = NULL WHERE state = 'pending' AND claimed_until > $1";

const STOP_SERVING: &str = "
    UPDATE webhook_endpoints SET served_by = NULL, served_until = NULL WHERE served_until > $1";

const STOP_BACKING_OFF: &str = "UPDATE webhook_endpoints SET backing_off_until = NULL WHERE backing_off_until > $1";

const TELL_AGAIN: &str = "
    UPDATE tracking_links SET expiry_told = NULL
    WHERE revoked_at IS NULL AND expires_at > $1 AND expiry_told = expires_at";

/// Makes due what waits for longer than anything may, and forgets that an expiry was told which is still to come.
pub async fn set_right(tx: &mut AcrossTx, now: Timestamp) -> Result<(), Error> {
    let now_ms = now.unix_ms();
    for (sql, instant_ms) in [
        (HURRY, now_ms),
        (RELEASE, now_ms + LEASE_MS + SKEW_MS),
        (STOP_SERVING, now_ms + LEASE_MS + SKEW_MS),
        (STOP_BACKING_OFF, now_ms + LONGEST_PAUSE_MS),
        (TELL_AGAIN, now_ms + SKEW_MS),
    ] {
        on!(tx.db(), c => sqlx::query(sql).bind(instant_ms).execute(c).await.map(drop))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::delivery::next_attempt;

    #[test]
    fn the_statement_has_the_longest_waits() {
        let epoch = Timestamp::from_unix_ms(0).unwrap();
        let statement = HURRY.split_whitespace().collect::<Vec<_>>().join(" ");
        let longest_ms = |tries| next_attempt(tries, epoch, 255).map(Timestamp::unix_ms);
        for tries in 1..9 {
            assert!(statement.contains(&format!("WHEN {tries} THEN {} ", longest_ms(tries).unwrap())), "{tries}");
        }
        for tries in [9, 10] {
            assert!(statement.contains(&format!("ELSE {} ", longest_ms(tries).unwrap())), "{tries}");
        }
        assert_eq!(longest_ms(11), None);
    }
}
