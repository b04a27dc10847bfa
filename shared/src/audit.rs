//! The audit log: who did what, in plain English.

use serde::{Deserialize, Serialize};

use crate::ids::EventId;
use crate::time::Timestamp;

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AuditCategory {
    /// Vehicles and their stages.
    Vehicle,
    /// Notes.
    Note,
    /// Photos and their order.
    Photo,
    /// Tracking links.
    TrackingLink,
    /// Members and invitations.
    Member,
    /// Settings and logo.
    Organization,
    /// The subscription.
    Subscription,
    /// API keys.
    ApiKey,
    /// Webhook endpoints.
    Webhook,
    /// Signing in and out, passwords.
    Session,
}

impl AuditCategory {
    /// Every category, in the order in which people read them.
    pub const ALL: [Self; 10] = [
        Self::Vehicle,
        Self::Note,
        Self::Photo,
        Self::TrackingLink,
        Self::Member,
        Self::Organization,
        Self::Subscription,
        Self::ApiKey,
        Self::Webhook,
        Self::Session,
    ];

    /// The value on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vehicle => "vehicle",
            Self::Note => "note",
            Self::Photo => "photo",
            Self::TrackingLink => "tracking_link",
            Self::Member => "member",
            Self::Organization => "organization",
            Self::Subscription => "subscription",
            Self::ApiKey => "api_key",
            Self::Webhook => "webhook",
            Self::Session => "session",
        }
    }

    /// The category with this wire value.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }
}

/// What kind of somebody did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AuditActorKind {
    /// A member of the organisation.
    Member,
    /// An API key, on behalf of the member who made it.
    ApiKey,
    /// The operator of the service.
    Operator,
    /// The service itself.
    System,
}

impl AuditActorKind {
    /// The value on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::ApiKey => "api_key",
            Self::Operator => "operator",
            Self::System => "system",
        }
    }

    /// The kind with this wire value.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Member, Self::ApiKey, Self::Operator, Self::System].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditActor {
    /// What kind of somebody.
    pub kind: AuditActorKind,
    /// Id of the member or key; null for the operator and the service.
    #[cfg_attr(feature = "openapi", schema(example = "usr_06evkwk5rsp4b6zqpv4k0sc0e0"))]
    pub id: Option<String>,
    /// The name at that time.
    #[cfg_attr(feature = "openapi", schema(example = "Alex Weber"))]
    pub name: String,
}

/// Something that somebody did. Entries are never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// Id of the entry.
    pub id: EventId,
    /// What it is about.
    pub category: AuditCategory,
    /// What was done, for programs: `<category>.<verb>`. New ones may be added at any time.
    #[cfg_attr(feature = "openapi", schema(example = "vehicle.created"))]
    pub action: String,
    /// What was done, for people; reads on from the actor's name.
    #[cfg_attr(feature = "openapi", schema(example = "created 2021 Toyota Land Cruiser"))]
    pub summary: String,
    /// Who did it.
    pub actor: AuditActor,
    /// Id of what it was done to.
    #[cfg_attr(feature = "openapi", schema(example = "veh_06evkwk5rsp4b6zqpv4k0sc0e0"))]
    pub subject_id: String,
    /// When.
    pub occurred_at: Timestamp,
    /// Id of the request, as in the header `X-Request-Id`.
    pub request_id: String,
}
