//! The state of a tracking link: derived from data and the clock by one function.

use shared::link::LinkState;
use shared::time::Timestamp;
use shared::vehicle::Customer;

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
pub fn customer_changed(before: &Customer, after: &Customer) -> bool {
    let fold = |text: &Option<String>| {
        text.as_deref().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase())
    };
    let (name_before, email_before) = (fold(&before.name), fold(&before.email));
    let (name_after, email_after) = (fold(&after.name), fold(&after.email));
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
        let customer = |name: Option<&str>, email: Option<&str>| Customer {
            name: name.map(str::to_owned),
            email: email.map(str::to_owned),
            phone: None,
            language: None,
        };
        let (ann, bob) = (Some("Ann Lee"), Some("Bob"));
        let (ann_mail, bob_mail) = (Some("ann@a.example"), Some("bob@b.example"));
        let changed = |before: (Option<&str>, Option<&str>), after: (Option<&str>, Option<&str>)| {
            customer_changed(&customer(before.0, before.1), &customer(after.0, after.1))
        };
        assert!(changed((ann, ann_mail), (bob, bob_mail)));
        assert!(changed((ann, None), (bob, None)));
        assert!(changed((ann, ann_mail), (None, None)));
        assert!(changed((None, ann_mail), (None, None)));
        assert!(!changed((None, None), (bob, bob_mail)));
        assert!(!changed((ann, ann_mail), (Some("Ann Lee-Smith"), Some("ANN@a.example"))));
        assert!(!changed((ann, None), (Some("ann  lee"), ann_mail)));
    }
}
