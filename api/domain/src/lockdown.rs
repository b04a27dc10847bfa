//! Whether an organisation is locked: derived from its subscription and the clock, never stored.

use shared::organization::SubscriptionStatus;
use shared::time::Timestamp;

/// What the billing system last said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Billing {
    /// The status.
    pub status: SubscriptionStatus,
    /// With `past_due`: when the grace period ends.
    pub grace_ends_at: Option<Timestamp>,
    /// With `canceled`: until when everything still works.
    pub access_until: Option<Timestamp>,
}

impl Billing {
    /// Locked when past due after the grace end, or canceled after `access_until`; the ends themselves are locked.
    pub fn is_locked(self, now: Timestamp) -> bool {
        match self.status {
            SubscriptionStatus::Active => false,
            SubscriptionStatus::PastDue => self.grace_ends_at.is_none_or(|end| now >= end),
            SubscriptionStatus::Canceled => self.access_until.is_none_or(|end| now >= end),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_closes_at_the_very_instant() {
        let end = Timestamp::from_unix_ms(1_000).unwrap();
        let past_due = Billing { status: SubscriptionStatus::PastDue, grace_ends_at: Some(end), access_until: None };
        let canceled = Billing { status: SubscriptionStatus::Canceled, grace_ends_at: None, access_until: Some(end) };
        for (now_ms, locked) in [(999, false), (1_000, true), (1_001, true)] {
            let now = Timestamp::from_unix_ms(now_ms).unwrap();
            assert_eq!(past_due.is_locked(now), locked);
            assert_eq!(canceled.is_locked(now), locked);
        }
        let at_once = Billing { status: SubscriptionStatus::Canceled, grace_ends_at: None, access_until: None };
        assert!(at_once.is_locked(Timestamp::from_unix_ms(0).unwrap()));
    }
}
