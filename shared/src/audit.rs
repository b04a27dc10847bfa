//! The audit log: who did what, in plain English.

use serde::{Deserialize, Serialize};

use crate::ids::EventId;
use crate::time::Timestamp;
use crate::wire::wire_enum;

wire_enum! {
    /// What an entry is about.
    AuditCategory {
        /// Vehicles and their stages.
        Vehicle = "vehicle",
        /// Notes.
        Note = "note",
        /// Photos and their order.
        Photo = "photo",
        /// Tracking links.
        TrackingLink = "tracking_link",
        /// Proposals, and what was decided on them.
        Proposal = "proposal",
        /// Members and invitations.
        Member = "member",
        /// Settings and logo.
        Organization = "organization",
        /// The subscription.
        Subscription = "subscription",
        /// API keys.
        ApiKey = "api_key",
        /// Webhook endpoints.
        Webhook = "webhook",
        /// Signing in and out, failed sign-ins, refresh tokens that were used twice.
        Session = "session",
    }
}

wire_enum! {
    /// What kind of somebody did it.
    AuditActorKind {
        /// A member of the organisation.
        Member = "member",
        /// An API key, on behalf of the member who made it.
        ApiKey = "api_key",
        /// The operator of the service.
        Operator = "operator",
        /// The service itself.
        System = "system",
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditActor {
    /// Who can do something: a member, an API key, the operator, or the service itself.
    pub kind: AuditActorKind,
    /// TypeID of the member or key; null for the operator and the service.
    #[cfg_attr(feature = "openapi", schema(example = "usr_06evkwk5rsp4b6zqpv4k0sc0e0"))]
    pub id: Option<String>,
    /// The name at that time.
    #[cfg_attr(feature = "openapi", schema(example = "Alex Weber"))]
    pub name: String,
}

/// Something that was done. Entries are never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEvent {
    /// TypeID of the entry. If webhook endpoints receive an event for it, this is the `webhook-id` of the event.
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
    /// TypeID of what it was done to.
    #[cfg_attr(feature = "openapi", schema(example = "veh_06evkwk5rsp4b6zqpv4k0sc0e0"))]
    pub subject_id: String,
    /// When.
    pub occurred_at: Timestamp,
    /// Id of the request, as in the header `X-Request-Id`; of the latest one, where failed sign-ins were counted.
    pub request_id: String,
}

/// How many webhook endpoints learnt of an event. Deliveries are kept for a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDeliveries {
    /// Endpoints to which it is still on its way.
    #[cfg_attr(feature = "openapi", schema(example = 0, minimum = 0))]
    pub pending: i64,
    /// Endpoints that took it.
    #[cfg_attr(feature = "openapi", schema(example = 1, minimum = 0))]
    pub succeeded: i64,
    /// Endpoints that did not take it, after every attempt.
    #[cfg_attr(feature = "openapi", schema(example = 0, minimum = 0))]
    pub failed: i64,
}

/// Something that was done to a vehicle, or to a note, photo, tracking link or proposal of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VehicleHistoryEvent {
    /// The entry in the audit log.
    pub event: AuditEvent,
    /// Whether webhook endpoints learnt of it.
    pub deliveries: EventDeliveries,
}
