//! How long data is kept.

use shared::time::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a deletion can be undone, in milliseconds: one day.
pub const UNDO_MS: i64 = DAY_MS;
/// How long an `Idempotency-Key` is known, in milliseconds: one day.
pub const IDEMPOTENCY_MS: i64 = DAY_MS;
/// How long the log of deliveries reaches back, in milliseconds: thirty days.
pub const DELIVERY_LOG_MS: i64 = 30 * DAY_MS;
/// How long rows that nothing needs any more are kept, for an operator who wants to know what happened: one day.
pub const SPARE_MS: i64 = DAY_MS;
/// How long a customer has to confirm that they want mails, in milliseconds: one day. Who does not is forgotten.
pub const CONFIRMATION_MS: i64 = DAY_MS;
/// How long an expired invitation is kept, in milliseconds: thirty days.
pub const INVITATION_MS: i64 = 30 * DAY_MS;

/// How long after an entry about failed sign-ins of a member the next one waits, in milliseconds: a quarter of an hour. The first
/// failure is in the audit log within seconds, and an attack that goes on for days makes four entries an hour, not thousands:
/// an entry is never deleted.
pub const FAILED_SIGN_INS_MS: i64 = 15 * 60 * 1000;

/// How long a session lasts, in milliseconds: thirty days, however busy it is.
pub const SESSION_LIFETIME_MS: i64 = 30 * DAY_MS;

/// An instant so long before another.
pub fn before(now: Timestamp, duration_ms: i64) -> Timestamp {
    Timestamp::from_unix_ms(now.unix_ms() - duration_ms).unwrap_or(now)
}
