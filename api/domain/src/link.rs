//! The state of a tracking link: derived from data and the clock by one function.

use shared::link::LinkState;
use shared::time::Timestamp;

/// The state of a link that exists. It is dead from the instant `expires_at` on.
pub fn state(revoked_at: Option<Timestamp>, expires_at: Option<Timestamp>, now: Timestamp) -> LinkState {
    if revoked_at.is_some() {
        LinkState::Revoked
    } else if expires_at.is_some_and(|instant| now >= instant) {
        LinkState::Expired
    } else {
        LinkState::Active
    }
}

/// Whether a vehicle was allocated to another customer, so that the URL is in the wrong hands.
///
/// A customer is known by email address where both have one, else by name; upper and lower case and the width of
/// spaces do not matter. A vehicle that had no customer cannot change hands.
pub fn customer_changed(before: (Option<&str>, Option<&str>), after: (Option<&str>, Option<&str>)) -> bool {
    let fold =
        |text: Option<&str>| text.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
    let (name_before, email_before) = (fold(before.0), fold(before.1));
    let (name_after, email_after) = (fold(after.0), fold(after.1));
    match (&email_before, &email_after) {
        (Some(before), Some(after)) => before != after,
        _ if name_before.is_some() => name_before != name_after,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_dead_at_the_very_instant() {
        let at = |ms| Timestamp::from_unix_ms(ms).unwrap();
        assert_eq!(state(None, Some(at(1_000)), at(999)), LinkState::Active);
        assert_eq!(state(None, Some(at(1_000)), at(1_000)), LinkState::Expired);
        assert_eq!(state(None, Some(at(1_000)), at(1_001)), LinkState::Expired);
        assert_eq!(state(None, None, at(1_000)), LinkState::Active);
        assert_eq!(state(Some(at(5)), Some(at(1_000)), at(1_000)), LinkState::Revoked);
    }

    #[test]
    fn customers_are_told_apart_by_address_then_name() {
        let (ann, bob) = (Some("Ann Lee"), Some("Bob"));
        let (ann_mail, bob_mail) = (Some("ann@a.example"), Some("bob@b.example"));
        assert!(customer_changed((ann, ann_mail), (bob, bob_mail)));
        assert!(customer_changed((ann, None), (bob, None)));
        assert!(customer_changed((ann, ann_mail), (None, None)));
        assert!(customer_changed((None, ann_mail), (None, None)));
        assert!(!customer_changed((None, None), (bob, bob_mail)));
        assert!(!customer_changed((ann, ann_mail), (Some("Ann Lee-Smith"), Some("ANN@a.example"))));
        assert!(!customer_changed((ann, None), (Some("ann  lee"), ann_mail)));
    }
}
