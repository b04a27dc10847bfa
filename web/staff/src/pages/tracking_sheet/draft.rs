//! What is set in the sheet but not saved, compared with what is saved. Pure: the time zone is a function.

use shared::ids::PhotoId;
use shared::link::{LinkState, TrackingLink};
use shared::link_options::{LinkOptions, LinkOptionsUpdate};
use shared::patch::Patch;
use shared::time::Timestamp;

/// The options, the picked photos and the expiry as the sheet shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) options: LinkOptions,
    /// In the order of the page.
    pub(super) photo_ids: Vec<PhotoId>,
    /// A local date and time, `YYYY-MM-DDTHH:MM`; empty for never.
    pub(super) expires: String,
}

/// The expiry is not a date and time.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct UnreadableExpiry;

impl Draft {
    /// What the sheet starts with: the last options used on this vehicle, else the organisation's. A revoked link
    /// hands its options and its photos to the next one, but not its expiry.
    pub(super) fn of(
        link: Option<&TrackingLink>,
        defaults: LinkOptions,
        to_local: impl Fn(Timestamp) -> String,
    ) -> Self {
        let expires_at = link.filter(|link| link.state != LinkState::Revoked).and_then(|link| link.expires_at);
        Self {
            options: link.map_or(defaults, |link| link.options),
            photo_ids: link.map(|link| link.photo_ids.clone()).unwrap_or_default(),
            expires: expires_at.map(to_local).unwrap_or_default(),
        }
    }

    /// The options that changed; `None` when none did.
    pub(super) fn changed_options(&self, before: &Self) -> Option<LinkOptionsUpdate> {
        self.options.changed_since(before.options)
    }

    /// The picked photos, if others are picked or in another order.
    pub(super) fn changed_photos(&self, before: &Self) -> Option<&[PhotoId]> {
        (self.photo_ids != before.photo_ids).then_some(&self.photo_ids)
    }

    /// The change of the expiry: absent while nobody touched it, so that saving options never moves it.
    pub(super) fn changed_expiry(
        &self,
        before: &Self,
        from_local: impl Fn(&str) -> Option<Timestamp>,
    ) -> Result<Patch<Timestamp>, UnreadableExpiry> {
        if self.expires == before.expires {
            Ok(Patch::Absent)
        } else if self.expires.is_empty() {
            Ok(Patch::Null)
        } else {
            from_local(&self.expires).map(Patch::Value).ok_or(UnreadableExpiry)
        }
    }
}

/// Whether saving this expiry makes the URL of an expired link work again.
pub(super) fn reopens(link: &TrackingLink, expiry: &Patch<Timestamp>, now: Timestamp) -> bool {
    link.state == LinkState::Expired
        && match expiry {
            Patch::Absent => false,
            Patch::Null => true,
            Patch::Value(expires_at) => *expires_at > now,
        }
}

#[cfg(test)]
mod tests {
    use shared::ids::{MemberId, TrackingLinkId, VehicleId};
    use shared::link::{RetiredUrlOpens, Views};
    use shared::member::MemberRef;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).unwrap()
    }

    fn local(instant: Timestamp) -> String {
        instant.to_string().chars().take(16).collect()
    }

    fn from_local(text: &str) -> Option<Timestamp> {
        Timestamp::parse(&format!("{text}:00Z"))
    }

    fn link(state: LinkState, expires_at: Option<&str>) -> TrackingLink {
        let created_at = at("2026-05-01T00:00:00Z");
        TrackingLink {
            id: TrackingLinkId::from_u128(1),
            vehicle_id: VehicleId::from_u128(1),
            state,
            suspended: None,
            url: None,
            options: LinkOptions { show_notes: false, ..LinkOptions::ALL_ON },
            photo_ids: vec![PhotoId::from_u128(7), PhotoId::from_u128(8)],
            deleted_photo_count: 0,
            sent: None,
            expires_at: expires_at.map(at),
            views: Views::default(),
            subscriber_count: 0,
            retired_url_opens: RetiredUrlOpens::default(),
            customer_changed: false,
            created_at,
            created_by: MemberRef { id: MemberId::from_u128(1), name: "Alex".to_owned() },
            updated_at: created_at,
            revoked_at: None,
            revoked_by: None,
            revoke_reason: None,
            version: 1,
        }
    }

    #[test]
    fn a_new_link_starts_with_the_last_options_and_no_expiry() {
        let revoked = link(LinkState::Revoked, Some("2026-05-14T09:30:00Z"));
        let draft = Draft::of(Some(&revoked), LinkOptions::ALL_ON, local);
        let Draft { options, photo_ids, expires } = draft;
        assert_eq!((options, photo_ids, expires), (revoked.options, revoked.photo_ids, String::new()));
        let first = Draft::of(None, LinkOptions::ALL_ON, local);
        assert_eq!((first.options, first.photo_ids), (LinkOptions::ALL_ON, Vec::new()));
    }

    #[test]
    fn an_untouched_expiry_is_not_sent_although_its_seconds_are_not_shown() {
        let before =
            Draft::of(Some(&link(LinkState::Active, Some("2026-05-14T09:30:42Z"))), LinkOptions::ALL_ON, local);
        let mut draft = before.clone();
        draft.options.show_eta = false;
        assert_eq!(draft.changed_expiry(&before, from_local), Ok(Patch::Absent));
        let update = draft.changed_options(&before).unwrap();
        assert_eq!(update, LinkOptionsUpdate { show_eta: Some(false), ..LinkOptionsUpdate::default() });
        assert_eq!(before.changed_options(&before), None);
    }

    #[test]
    fn the_expiry_is_cleared_set_or_unreadable() {
        let before =
            Draft { options: LinkOptions::ALL_ON, photo_ids: Vec::new(), expires: "2026-05-14T09:30".to_owned() };
        let with = |expires: &str| Draft { expires: expires.to_owned(), ..before.clone() };
        assert_eq!(with("").changed_expiry(&before, from_local), Ok(Patch::Null));
        let later = Patch::Value(at("2026-06-01T10:00:00Z"));
        assert_eq!(with("2026-06-01T10:00").changed_expiry(&before, from_local), Ok(later));
        assert_eq!(with("soon").changed_expiry(&before, from_local), Err(UnreadableExpiry));
    }

    #[test]
    fn another_order_of_the_photos_is_a_change() {
        let before = Draft::of(Some(&link(LinkState::Active, None)), LinkOptions::ALL_ON, local);
        let mut draft = before.clone();
        assert_eq!(draft.changed_photos(&before), None);
        draft.photo_ids.reverse();
        assert_eq!(draft.changed_photos(&before), Some(draft.photo_ids.as_slice()));
    }

    #[test]
    fn only_a_future_or_no_expiry_reopens_an_expired_link() {
        let now = at("2026-06-01T00:00:00Z");
        let expired = link(LinkState::Expired, Some("2026-05-14T09:30:00Z"));
        assert!(!reopens(&expired, &Patch::Absent, now));
        assert!(reopens(&expired, &Patch::Null, now));
        assert!(reopens(&expired, &Patch::Value(at("2026-06-01T00:00:01Z")), now));
        assert!(!reopens(&expired, &Patch::Value(now), now));
        assert!(!reopens(&link(LinkState::Active, None), &Patch::Null, now));
    }
}
