//! The actions in the audit log: each with its name, its category, and the event that it emits to webhooks. They are in
//! one list, so an action without one of these does not compile.

use shared::audit::AuditCategory;
use shared::webhook::EventType;

macro_rules! audit_actions {
    ($($(#[$about:meta])* $action:ident = $name:literal, $category:ident, $event:expr;)+) => {
        /// Something that somebody can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum AuditAction {
            $($(#[$about])* $action,)+
        }

        impl AuditAction {
            /// Every action.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$action),+];

            /// Its name in the audit log, `<category>.<verb>`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$action => $name,)+
                }
            }

            /// What it is about.
            pub const fn category(self) -> AuditCategory {
                match self {
                    $(Self::$action => AuditCategory::$category,)+
                }
            }

            /// The event that it emits to webhooks; none if it concerns nobody outside.
            pub const fn event(self) -> Option<EventType> {
                match self {
                    $(Self::$action => $event,)+
                }
            }
        }
    };
}

audit_actions! {
    /// A vehicle was added.
    VehicleCreated = "vehicle.created", Vehicle, Some(EventType::VehicleCreated);
    /// The details of a vehicle were changed.
    VehicleUpdated = "vehicle.updated", Vehicle, Some(EventType::VehicleUpdated);
    /// A vehicle moved to another stage.
    VehicleStageChanged = "vehicle.stage_changed", Vehicle, Some(EventType::VehicleStageChanged);
    /// A vehicle was deleted.
    VehicleDeleted = "vehicle.deleted", Vehicle, Some(EventType::VehicleDeleted);
    /// The deletion of a vehicle was undone.
    VehicleRestored = "vehicle.restored", Vehicle, Some(EventType::VehicleUpdated);
    /// A note was written.
    NoteCreated = "note.created", Note, Some(EventType::NoteCreated);
    /// A note was changed.
    NoteUpdated = "note.updated", Note, Some(EventType::NoteUpdated);
    /// A note was deleted.
    NoteDeleted = "note.deleted", Note, Some(EventType::NoteDeleted);
    /// A photo was uploaded.
    PhotoCreated = "photo.created", Photo, Some(EventType::PhotoCreated);
    /// A photo was made the hero photo, or no longer is.
    PhotoUpdated = "photo.updated", Photo, None;
    /// The photos of a vehicle were put in another order.
    PhotoReordered = "photo.reordered", Photo, None;
    /// A photo was deleted.
    PhotoDeleted = "photo.deleted", Photo, Some(EventType::PhotoDeleted);
    /// The deletion of a photo was undone.
    PhotoRestored = "photo.restored", Photo, Some(EventType::PhotoCreated);
    /// A tracking link was created.
    TrackingLinkCreated = "tracking_link.created", TrackingLink, Some(EventType::TrackingLinkCreated);
    /// The options, photos or expiry of a tracking link were changed.
    TrackingLinkUpdated = "tracking_link.updated", TrackingLink, Some(EventType::TrackingLinkUpdated);
    /// A tracking link was revoked.
    TrackingLinkRevoked = "tracking_link.revoked", TrackingLink, Some(EventType::TrackingLinkRevoked);
    /// A tracking link got another URL.
    TrackingLinkRegenerated = "tracking_link.regenerated", TrackingLink, Some(EventType::TrackingLinkRegenerated);
    /// Somebody said that the URL was sent to the customer.
    TrackingLinkSent = "tracking_link.sent", TrackingLink, None;
    /// Somebody said that the URL was not sent after all.
    TrackingLinkUnsent = "tracking_link.unsent", TrackingLink, None;
    /// A change was proposed.
    ProposalCreated = "proposal.created", Proposal, None;
    /// A proposal was confirmed, and its change made.
    ProposalConfirmed = "proposal.confirmed", Proposal, None;
    /// A proposal was declined.
    ProposalDeclined = "proposal.declined", Proposal, None;
    /// Somebody was invited, or sent another one-time link.
    MemberInvited = "member.invited", Member, None;
    /// A member accepted the invitation.
    MemberJoined = "member.joined", Member, None;
    /// The role of a member was changed, or a member was disabled or enabled.
    MemberUpdated = "member.updated", Member, None;
    /// The password of a member was changed: by the member, or with a one-time link.
    MemberPasswordChanged = "member.password_changed", Member, None;
    /// The organisation was created.
    OrganizationCreated = "organization.created", Organization, None;
    /// The settings or the logo were changed.
    OrganizationUpdated = "organization.updated", Organization, None;
    /// All data were exported.
    OrganizationExported = "organization.exported", Organization, None;
    /// A backup was restored, and no link works until an admin resumes them.
    OrganizationLinksSuspended = "organization.links_suspended", Organization, None;
    /// An admin resumed the links after that.
    OrganizationLinksResumed = "organization.links_resumed", Organization, None;
    /// The subscription was set.
    SubscriptionSet = "subscription.set", Subscription, None;
    /// An API key was made.
    ApiKeyCreated = "api_key.created", ApiKey, None;
    /// An API key was revoked.
    ApiKeyRevoked = "api_key.revoked", ApiKey, None;
    /// An API key was used from a network address that it was not used from before.
    ApiKeyUsedFromNewPlace = "api_key.used_from_new_place", ApiKey, None;
    /// A webhook endpoint was added.
    WebhookCreated = "webhook.created", Webhook, None;
    /// A webhook endpoint was changed.
    WebhookUpdated = "webhook.updated", Webhook, None;
    /// A webhook endpoint was deleted.
    WebhookDeleted = "webhook.deleted", Webhook, None;
    /// A webhook endpoint got another secret.
    WebhookSecretRotated = "webhook.secret_rotated", Webhook, None;
    /// A test event was sent to a webhook endpoint.
    WebhookPinged = "webhook.pinged", Webhook, None;
    /// An event was sent to a webhook endpoint again.
    WebhookRedelivered = "webhook.redelivered", Webhook, None;
    /// A webhook endpoint was disabled, because it did not answer.
    WebhookDisabled = "webhook.disabled", Webhook, None;
    /// A member signed in.
    SessionSignedIn = "session.signed_in", Session, None;
    /// Somebody tried to sign in as a member and failed, once or several times.
    SessionSignInFailed = "session.sign_in_failed", Session, None;
    /// A member signed out.
    SessionSignedOut = "session.signed_out", Session, None;
    /// A refresh token was used twice, which ended the session.
    SessionTokenReused = "session.token_reused", Session, None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_with_its_category_and_names_one_action() {
        for action in AuditAction::ALL {
            let (category, verb) = action.as_str().split_once('.').unwrap();
            assert_eq!(category, action.category().as_str());
            assert!(verb.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{verb}");
            assert_eq!(AuditAction::ALL.into_iter().filter(|other| other.as_str() == action.as_str()).count(), 1);
        }
    }

    #[test]
    fn every_area_of_the_log_has_an_action() {
        for category in AuditCategory::ALL {
            assert!(AuditAction::ALL.into_iter().any(|action| action.category() == category), "{category:?}");
        }
    }

    #[test]
    fn an_event_of_the_same_name_is_emitted() {
        for event in EventType::ALL {
            if let Some(action) = AuditAction::ALL.into_iter().find(|action| action.as_str() == event.as_str()) {
                assert_eq!(action.event(), Some(event));
            }
        }
    }
}
