//! Every URL of the API, in one place: what the web app asks and what the tests ask.

use std::fmt;

use crate::ids::{
    ApiKeyId, MemberId, NoteId, PhotoId, ProposalId, TrackingLinkId, VehicleId, WebhookDeliveryId, WebhookEndpointId,
};

/// Where the API lives.
pub const API_BASE: &str = "/api/v1";

/// Below the path of a tracking page: the calendar file. Of all paths it is the one that the customer's phone needs, to
/// which `Display` would bring the others.
pub const PUBLIC_CALENDAR: &str = "/eta.ics";
/// Below the URL of a tracking page: where customers ask to be told by mail.
pub const SUBSCRIBE: &str = "/subscribe";
/// Where the links in mails to customers lead.
pub const SUBSCRIPTION: &str = "/subscription";
/// What a customer sees who asked to be told by mail.
pub const SUBSCRIPTION_ASKED: &str = "/subscription/asked";
/// Below a photo of a tracking page: what chat apps show of it.
pub const PUBLIC_PHOTO_PREVIEW: &str = "/preview.jpg";

/// A path of the API, written by `Display`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiPath<'a> {
    /// Sign in, who am I, sign out.
    Session,
    /// Prolong the session with the refresh cookie.
    SessionRefresh,
    /// Change your password.
    SessionPassword,
    /// Answer an invitation.
    AcceptInvitation,
    /// The organisation's settings.
    Organization,
    /// Everything that the organisation has: `?format=` says how it is written.
    Export,
    /// The organisation's logo.
    Logo,
    /// The organisation's subscription.
    Subscription,
    /// The organisation's members.
    Members,
    /// One member.
    Member(&'a MemberId),
    /// A new one-time link for a member.
    MemberInvitation(&'a MemberId),
    /// The organisation's vehicles.
    Vehicles,
    /// Many vehicles in one call.
    BulkVehicles,
    /// How many vehicles there are, and how many need attention.
    VehicleCounts,
    /// One vehicle.
    Vehicle(&'a VehicleId),
    /// Undo the deletion of a vehicle.
    VehicleRestore(&'a VehicleId),
    /// The stage of a vehicle.
    VehicleStage(&'a VehicleId),
    /// Undo the last move of a vehicle to another stage.
    StageUndo(&'a VehicleId),
    /// The notes on a vehicle.
    Notes(&'a VehicleId),
    /// One note on a vehicle.
    Note(&'a VehicleId, &'a NoteId),
    /// How the estimated arrival of a vehicle was moved.
    EtaChanges(&'a VehicleId),
    /// What was done to a vehicle.
    VehicleHistory(&'a VehicleId),
    /// The photos of a vehicle.
    Photos(&'a VehicleId),
    /// The order of the photos of a vehicle.
    PhotoOrder(&'a VehicleId),
    /// One photo of a vehicle: `?width=` gives the picture.
    Photo(&'a VehicleId, &'a PhotoId),
    /// Undo the deletion of a photo.
    PhotoRestore(&'a VehicleId, &'a PhotoId),
    /// The tracking link of a vehicle.
    TrackingLink(&'a VehicleId),
    /// A new URL for the tracking link of a vehicle.
    Regenerate(&'a VehicleId),
    /// That the URL of a vehicle was sent to the customer.
    SentMark(&'a VehicleId),
    /// The page that unsaved options would give.
    Preview(&'a VehicleId),
    /// All tracking links of the organisation.
    TrackingLinks,
    /// Many tracking links in one call.
    BulkTrackingLinks,
    /// One tracking link of the organisation.
    ListedTrackingLink(&'a TrackingLinkId),
    /// Revoke several tracking links.
    RevokeTrackingLinks,
    /// The organisation's API keys.
    ApiKeys,
    /// The API key that is called with.
    CurrentApiKey,
    /// One API key.
    ApiKey(&'a ApiKeyId),
    /// The audit log.
    AuditEvents,
    /// The organisation's proposals.
    Proposals,
    /// One proposal.
    Proposal(&'a ProposalId),
    /// What a proposal would do.
    ProposalPreview(&'a ProposalId),
    /// Confirm a proposal.
    ProposalConfirmation(&'a ProposalId),
    /// Decline a proposal.
    ProposalDecline(&'a ProposalId),
    /// The organisation's events.
    Events,
    /// The organisation's webhook endpoints.
    WebhookEndpoints,
    /// One webhook endpoint.
    WebhookEndpoint(&'a WebhookEndpointId),
    /// A new secret for a webhook endpoint.
    WebhookSecret(&'a WebhookEndpointId),
    /// A test event for a webhook endpoint.
    WebhookPing(&'a WebhookEndpointId),
    /// What was and will be sent to a webhook endpoint.
    WebhookDeliveries(&'a WebhookEndpointId),
    /// Send an event to a webhook endpoint again.
    WebhookRedeliver(&'a WebhookEndpointId, &'a WebhookDeliveryId),
    /// Resume tracking links after a restore.
    ResumeTrackingLinks,
    /// The content of a tracking page.
    PublicTracking(&'a str),
    /// A photo on a tracking page, by its public id: `?width=` gives the size.
    PublicPhoto(&'a str, &'a str),
    /// What chat apps show of that photo.
    PublicPhotoPreview(&'a str, &'a str),
    /// The logo on a tracking page.
    PublicLogo(&'a str),
    /// Follow what happens to a tracking page.
    PublicUpdates(&'a str),
    /// Mails.
    Mails,
    /// How mail is sent.
    MailServer,
    /// The estimated arrival as a calendar file.
    PublicCalendar(&'a str),
    /// Count a page open.
    PublicViews(&'a str),
    /// The words of tracking pages.
    PublicWords,
}

impl fmt::Display for ApiPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(API_BASE)?;
        match self {
            Self::Session => f.write_str("/session"),
            Self::SessionRefresh => f.write_str("/session/refresh"),
            Self::SessionPassword => f.write_str("/session/password"),
            Self::AcceptInvitation => f.write_str("/invitations/accept"),
            Self::Organization => f.write_str("/organization"),
            Self::Export => f.write_str("/organization/export"),
            Self::Logo => f.write_str("/organization/logo"),
            Self::Subscription => f.write_str("/subscription"),
            Self::Members => f.write_str("/members"),
            Self::Member(id) => write!(f, "/members/{id}"),
            Self::MemberInvitation(id) => write!(f, "/members/{id}/invitation"),
            Self::Vehicles => f.write_str("/vehicles"),
            Self::BulkVehicles => f.write_str("/vehicles/bulk"),
            Self::VehicleCounts => f.write_str("/vehicles/counts"),
            Self::Vehicle(id) => write!(f, "/vehicles/{id}"),
            Self::VehicleRestore(id) => write!(f, "/vehicles/{id}/restore"),
            Self::VehicleStage(id) => write!(f, "/vehicles/{id}/stage"),
            Self::StageUndo(id) => write!(f, "/vehicles/{id}/stage/undo"),
            Self::Notes(id) => write!(f, "/vehicles/{id}/notes"),
            Self::Note(id, note) => write!(f, "/vehicles/{id}/notes/{note}"),
            Self::VehicleHistory(id) => write!(f, "/vehicles/{id}/history"),
            Self::EtaChanges(id) => write!(f, "/vehicles/{id}/eta-changes"),
            Self::Photos(id) => write!(f, "/vehicles/{id}/photos"),
            Self::PhotoOrder(id) => write!(f, "/vehicles/{id}/photos/order"),
            Self::Photo(id, photo) => write!(f, "/vehicles/{id}/photos/{photo}"),
            Self::PhotoRestore(id, photo) => write!(f, "/vehicles/{id}/photos/{photo}/restore"),
            Self::TrackingLink(id) => write!(f, "/vehicles/{id}/tracking-link"),
            Self::Regenerate(id) => write!(f, "/vehicles/{id}/tracking-link/regenerate"),
            Self::SentMark(id) => write!(f, "/vehicles/{id}/tracking-link/sent"),
            Self::Preview(id) => write!(f, "/vehicles/{id}/tracking-link/preview"),
            Self::TrackingLinks => f.write_str("/tracking-links"),
            Self::BulkTrackingLinks => f.write_str("/tracking-links/bulk"),
            Self::ListedTrackingLink(id) => write!(f, "/tracking-links/{id}"),
            Self::RevokeTrackingLinks => f.write_str("/tracking-links/revoke"),
            Self::ResumeTrackingLinks => f.write_str("/tracking-links/resume"),
            Self::ApiKeys => f.write_str("/api-keys"),
            Self::CurrentApiKey => f.write_str("/api-key"),
            Self::ApiKey(id) => write!(f, "/api-keys/{id}"),
            Self::AuditEvents => f.write_str("/audit-events"),
            Self::Proposals => f.write_str("/proposals"),
            Self::Proposal(id) => write!(f, "/proposals/{id}"),
            Self::ProposalPreview(id) => write!(f, "/proposals/{id}/preview"),
            Self::ProposalConfirmation(id) => write!(f, "/proposals/{id}/confirmation"),
            Self::ProposalDecline(id) => write!(f, "/proposals/{id}/decline"),
            Self::Events => f.write_str("/events"),
            Self::WebhookEndpoints => f.write_str("/webhook-endpoints"),
            Self::WebhookEndpoint(id) => write!(f, "/webhook-endpoints/{id}"),
            Self::WebhookSecret(id) => write!(f, "/webhook-endpoints/{id}/secret"),
            Self::WebhookPing(id) => write!(f, "/webhook-endpoints/{id}/ping"),
            Self::WebhookDeliveries(id) => write!(f, "/webhook-endpoints/{id}/deliveries"),
            Self::WebhookRedeliver(id, delivery) => {
                write!(f, "/webhook-endpoints/{id}/deliveries/{delivery}/redeliver")
            }
            Self::PublicTracking(slug) => write!(f, "/public/tracking/{slug}"),
            Self::PublicPhoto(slug, photo) => write!(f, "/public/tracking/{slug}/photos/{photo}"),
            Self::PublicPhotoPreview(slug, photo) => {
                write!(f, "/public/tracking/{slug}/photos/{photo}{PUBLIC_PHOTO_PREVIEW}")
            }
            Self::PublicLogo(slug) => write!(f, "/public/tracking/{slug}/logo"),
            // Lists of blockers keep `/events` away from hosts that begin with `tracking.`.
            Self::PublicUpdates(slug) => write!(f, "/public/tracking/{slug}/updates"),
            Self::PublicCalendar(slug) => write!(f, "/public/tracking/{slug}{PUBLIC_CALENDAR}"),
            Self::Mails => f.write_str("/mails"),
            Self::MailServer => f.write_str("/mail-server"),
            Self::PublicViews(slug) => write!(f, "/public/tracking/{slug}/views"),
            Self::PublicWords => f.write_str("/public/words"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_to_the_calendar_is_the_same() {
        let page = ApiPath::PublicTracking("k7").to_string();
        assert_eq!([page.as_str(), PUBLIC_CALENDAR].concat(), ApiPath::PublicCalendar("k7").to_string());
    }
}
