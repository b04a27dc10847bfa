//! What is set in the sheet, against what is saved.

use leptos::prelude::*;
use shared::link::TrackingLink;
use shared::patch::Patch;
use shared::time::Timestamp;
use ui::browser;
use ui::format::zone;

use super::draft::{Draft, UnreadableExpiry, reopens};
use super::model::Sheet;

impl Sheet {
    /// What is set; reactive.
    pub(super) fn draft(self) -> Draft {
        Draft {
            options: self.options.get(),
            photo_ids: self.additional_photos().chosen.get(),
            expires: self.expires.get(),
        }
    }

    /// What is saved; reactive.
    pub(super) fn saved(self) -> Draft {
        self.draft_of(self.known_link().as_ref())
    }

    fn draft_of(self, link: Option<&TrackingLink>) -> Draft {
        let organization = self.staff.organization();
        Draft::of(link, organization.link_defaults, |instant| zone::to_local_input(instant, &organization.time_zone))
    }

    /// Whether something is set that is not saved; reactive.
    pub(super) fn is_dirty(self) -> bool {
        self.is_ready() && self.draft() != self.saved()
    }

    /// The instant that the expiry field names; reactive.
    pub(super) fn chosen_expiry(self) -> Option<Timestamp> {
        self.expires.with(|text| zone::from_local_input(text, &self.staff.organization().time_zone))
    }

    /// Whether saving would make the URL of an expired link work again; reactive.
    pub(super) fn would_reopen(self) -> bool {
        let (Some(link), Some(now)) = (self.living_link(), Timestamp::from_unix_ms(browser::now_ms())) else {
            return false;
        };
        self.expiry_change().is_ok_and(|expiry| reopens(&link, &expiry, now))
    }

    /// The change of the expiry, if the field can be read; reactive.
    pub(super) fn expiry_change(self) -> Result<Patch<Timestamp>, UnreadableExpiry> {
        let time_zone = self.staff.organization().time_zone;
        self.draft().changed_expiry(&self.saved(), |text| zone::from_local_input(text, &time_zone))
    }

    /// Puts what is saved into the sheet.
    pub(super) fn fill(self, link: Option<&TrackingLink>) {
        let Draft { options, photo_ids, expires } = untrack(|| self.draft_of(link));
        self.options.try_set(options);
        self.additional_photos().chosen.try_set(photo_ids);
        self.expires.try_set(expires);
        self.expires_error.try_set(None);
        self.stale.try_set(false);
        self.merge().clear();
    }
}
