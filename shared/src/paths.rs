//! Every URL of the API, in one place: what the web app asks and what the tests ask.

use std::fmt;

use crate::ids::{MemberId, NoteId, VehicleId};

/// Where the API lives.
pub const API_BASE: &str = "/api/v1";

/// A path of the API, written by `Display`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiPath<'a> {
    /// Sign in, who am I, sign out.
    Session,
    /// Prolong the session with the refresh cookie.
    SessionRefresh,
    /// Change the own password.
    SessionPassword,
    /// Answer an invitation.
    AcceptInvitation,
    /// The organisation's settings.
    Organization,
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
    /// One vehicle.
    Vehicle(&'a VehicleId),
    /// Undo the deletion of a vehicle.
    VehicleRestore(&'a VehicleId),
    /// The stage of a vehicle.
    VehicleStage(&'a VehicleId),
    /// The notes on a vehicle.
    Notes(&'a VehicleId),
    /// One note on a vehicle.
    Note(&'a VehicleId, &'a NoteId),
    /// The tracking link of a vehicle.
    TrackingLink(&'a VehicleId),
    /// A new URL for the tracking link of a vehicle.
    Regenerate(&'a VehicleId),
    /// The page that unsaved options would give.
    Preview(&'a VehicleId),
    /// All tracking links of the organisation.
    TrackingLinks,
    /// Revoke several tracking links.
    RevokeTrackingLinks,
    /// The content of a tracking page.
    PublicTracking(&'a str),
    /// Count a page open.
    PublicViews(&'a str),
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
            Self::Subscription => f.write_str("/subscription"),
            Self::Members => f.write_str("/members"),
            Self::Member(id) => write!(f, "/members/{id}"),
            Self::MemberInvitation(id) => write!(f, "/members/{id}/invitation"),
            Self::Vehicles => f.write_str("/vehicles"),
            Self::Vehicle(id) => write!(f, "/vehicles/{id}"),
            Self::VehicleRestore(id) => write!(f, "/vehicles/{id}/restore"),
            Self::VehicleStage(id) => write!(f, "/vehicles/{id}/stage"),
            Self::Notes(id) => write!(f, "/vehicles/{id}/notes"),
            Self::Note(id, note) => write!(f, "/vehicles/{id}/notes/{note}"),
            Self::TrackingLink(id) => write!(f, "/vehicles/{id}/tracking-link"),
            Self::Regenerate(id) => write!(f, "/vehicles/{id}/tracking-link/regenerate"),
            Self::Preview(id) => write!(f, "/vehicles/{id}/tracking-link/preview"),
            Self::TrackingLinks => f.write_str("/tracking-links"),
            Self::RevokeTrackingLinks => f.write_str("/tracking-links/revoke"),
            Self::PublicTracking(slug) => write!(f, "/public/tracking/{slug}"),
            Self::PublicViews(slug) => write!(f, "/public/tracking/{slug}/views"),
        }
    }
}
