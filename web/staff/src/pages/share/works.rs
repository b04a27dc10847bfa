//! Whether a URL works, so that it can be sent.

use shared::link::{LinkState, Suspension, TrackingLink};

/// Why the URL of a link does not work now; none where it works.
pub fn why_dead(link: &TrackingLink) -> Option<&'static str> {
    match (link.state, link.suspended) {
        (LinkState::Active, None) => None,
        (LinkState::Active, Some(Suspension::OrganizationLocked)) => {
            Some("Links are suspended: the subscription is inactive.")
        }
        (LinkState::Active, Some(Suspension::RestoredBackup)) => Some("Links are suspended: a backup was restored."),
        (LinkState::Expired, _) => Some("The link has expired: set a later expiry or none first."),
        (LinkState::Revoked, _) => Some("The link was revoked."),
    }
}
