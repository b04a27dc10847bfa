//! Webhooks (Standard Webhooks 1.0): endpoints, events and deliveries.

use serde::{Deserialize, Serialize};

use crate::ids::{EventId, VehicleId, WebhookDeliveryId, WebhookEndpointId};
use crate::member::MemberRef;
use crate::patch::{Patch, not_null};
use crate::time::Timestamp;
use crate::wire::wire_enum;

macro_rules! event_types {
    ($($(#[doc = $doc:literal])+ $name:ident = $wire:tt;)+) => {
        wire_enum! {
            /// What happened.
            #[derive(PartialOrd, Ord, Hash)]
            EventType {
                $( $(#[doc = $doc])+ $name = $wire, )+
            }
        }

        impl EventType {
            /// What happened, in plain English.
            pub const fn explanation(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+)),+ }
            }
        }
    };
}

event_types! {
    /// A vehicle was created.
    VehicleCreated = "vehicle.created";
    /// A vehicle was changed, or restored after a deletion.
    VehicleUpdated = "vehicle.updated";
    /// A vehicle moved to another stage.
    VehicleStageChanged = "vehicle.stage_changed";
    /// The estimated time of arrival changed.
    VehicleEtaChanged = "vehicle.eta_changed";
    /// A vehicle was deleted.
    VehicleDeleted = "vehicle.deleted";
    /// A note was written.
    NoteCreated = "note.created";
    /// A note was changed.
    NoteUpdated = "note.updated";
    /// A note was deleted.
    NoteDeleted = "note.deleted";
    /// A photo was uploaded, or restored after a deletion.
    PhotoCreated = "photo.created";
    /// A photo was deleted.
    PhotoDeleted = "photo.deleted";
    /// A tracking link was created.
    TrackingLinkCreated = "tracking_link.created";
    /// The options, photos or expiry of a tracking link were changed.
    TrackingLinkUpdated = "tracking_link.updated";
    /// A tracking link was revoked, by itself or with its vehicle.
    TrackingLinkRevoked = "tracking_link.revoked";
    /// A tracking link got a new URL; the old one is dead.
    TrackingLinkRegenerated = "tracking_link.regenerated";
    /// The expiry of a tracking link passed.
    TrackingLinkExpired = "tracking_link.expired";
    /// A customer opened a tracking link for the first time.
    TrackingLinkFirstViewed = "tracking_link.first_viewed";
    /// The subscription became inactive: every tracking page shows "link not available".
    SubscriptionLocked = "subscription.locked";
    /// The subscription is active again, and the same links work.
    SubscriptionUnlocked = "subscription.unlocked";
}

wire_enum! {
    /// Why an endpoint gets no events.
    DisabledReason {
        /// Somebody disabled it.
        Manual = "manual",
        /// The receiver answered 410.
        Gone = "gone",
        /// Every delivery failed for five days.
        Failing = "failing",
    }
}

/// An address that gets events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpoint {
    /// TypeID of the endpoint.
    pub id: WebhookEndpointId,
    /// Where events are posted to.
    #[cfg_attr(feature = "openapi", schema(example = "https://dms.example/hooks/importops"))]
    pub url: String,
    /// What it is for; empty when nothing was entered.
    pub description: String,
    /// Which events it gets; empty means all.
    pub event_types: Vec<EventType>,
    /// Whether it gets events.
    pub enabled: bool,
    /// When it was disabled; null while it is enabled.
    pub disabled_at: Option<Timestamp>,
    /// Why it was disabled; null while it is enabled.
    pub disabled_reason: Option<DisabledReason>,
    /// Since when every delivery failed; null when the last one succeeded.
    pub failing_since: Option<Timestamp>,
    /// The receiver did not answer, so nothing is sent to it until then, whatever waits. Then one event is tried; if that is
    /// answered, with any status, the others follow. Null when nothing holds them up.
    pub backing_off_until: Option<Timestamp>,
    /// Until when the previous secret also signs events; null when it does not.
    pub previous_secret_expires_at: Option<Timestamp>,
    /// Until when the secret before the previous one also signs events, after two rotations within a day; null when it does
    /// not.
    pub older_secret_expires_at: Option<Timestamp>,
    /// When it was created.
    pub created_at: Timestamp,
    /// Who created it.
    pub created_by: MemberRef,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// Counts the changes of the endpoint.
    pub version: i64,
}

/// An endpoint to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewWebhookEndpoint {
    /// Where events are posted to: https, at most 500 characters, port 443, 8443 or above 1023, no user name, and no
    /// address of a private network.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://dms.example/hooks/importops", min_length = 1, max_length = 500)
    )]
    pub url: String,
    /// What it is for, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_length = 200))]
    pub description: Option<String>,
    /// Which events it gets; absent or empty means all.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, max_items = 18))]
    pub event_types: Option<Vec<EventType>>,
}

/// A change of an endpoint (JSON Merge Patch, RFC 7396).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpointUpdate {
    /// Where events are posted to.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, min_length = 1, max_length = 500))]
    pub url: Option<String>,
    /// What it is for; null empties it.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 200))]
    pub description: Patch<String>,
    /// Which events it gets; null or empty means all.
    #[serde(default, skip_serializing_if = "Patch::is_absent")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<EventType>>, max_items = 18))]
    pub event_types: Patch<Vec<EventType>>,
    /// False disables it, true enables it again.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "not_null")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub enabled: Option<bool>,
}

/// An endpoint with the secret that signs its events.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEndpointSecret {
    /// The endpoint.
    pub webhook_endpoint: WebhookEndpoint,
    /// What its events are signed with (Standard Webhooks). It is shown only this once: store it now.
    #[cfg_attr(
        feature = "openapi",
        schema(pattern = "^whsec_[A-Za-z0-9+/]{43}=$", example = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
    )]
    pub secret: String,
}

wire_enum! {
    /// How far a delivery is.
    DeliveryState {
        /// It will be attempted, or retried.
        Pending = "pending",
        /// The receiver answered with a status of 200 to 299.
        Succeeded = "succeeded",
        /// It will not be retried.
        Failed = "failed",
    }
}

wire_enum! {
    /// How one attempt ended.
    AttemptOutcome {
        /// The receiver answered with a status of 200 to 299.
        Succeeded = "succeeded",
        /// The receiver answered with another status. Redirects are not followed.
        HttpError = "http_error",
        /// There was no complete answer in time.
        Timeout = "timeout",
        /// The connection failed or broke.
        ConnectionFailed = "connection_failed",
        /// The certificate could not be verified, or the connection could not be secured.
        TlsFailed = "tls_failed",
        /// The host name does not exist, or points to an address that events are not sent to.
        AddressRefused = "address_refused",
    }
}

/// One attempt to deliver an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryAttempt {
    /// When it began.
    pub attempted_at: Timestamp,
    /// How long it took, in milliseconds.
    pub duration_ms: i64,
    /// The HTTP status; null when there was none.
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: AttemptOutcome,
}

/// An event on its way to an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDelivery {
    /// TypeID of the delivery.
    pub id: WebhookDeliveryId,
    /// TypeID of the event: the header `webhook-id`, the same for every attempt. The audit log entry of the change has the same id.
    pub event_id: EventId,
    /// What happened; `ping` for a test.
    #[cfg_attr(feature = "openapi", schema(example = "vehicle.updated"))]
    pub event_type: String,
    /// The vehicle that it is about; null when it is about none.
    pub vehicle_id: Option<VehicleId>,
    /// How far it is.
    pub state: DeliveryState,
    /// What was tried, oldest first.
    pub attempts: Vec<DeliveryAttempt>,
    /// When the next attempt is due at the earliest; null when there is none.
    pub next_attempt_at: Option<Timestamp>,
    /// When the event happened.
    pub created_at: Timestamp,
}

/// What is posted to an endpoint. It says what happened to what, and never contains a name, a text or the URL of a
/// tracking link: read those from the API. Events of a vehicle may arrive twice or out of order; `version` says which
/// is newer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEvent {
    /// What happened; `ping` for a test. New types may be added at any time.
    #[serde(rename = "type")]
    #[cfg_attr(feature = "openapi", schema(example = "vehicle.stage_changed"))]
    pub event_type: String,
    /// When.
    pub timestamp: Timestamp,
    /// To what.
    pub data: WebhookEventData,
}

/// What an event is about. Members that do not belong to its type are absent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookEventData {
    /// The vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<VehicleId>, nullable = false))]
    pub vehicle_id: Option<String>,
    /// The id of the vehicle in your system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub external_id: Option<String>,
    /// The note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub note_id: Option<String>,
    /// The photo.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub photo_id: Option<String>,
    /// The tracking link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub tracking_link_id: Option<String>,
    /// The version of the subject of the event: the note or tracking link if it names one, otherwise the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub version: Option<i64>,
    /// The stage of the vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub stage: Option<String>,
    /// With `vehicle.eta_changed`: why the estimated arrival changed, if staff gave a reason: one of the values of
    /// `EtaReason`. New ones may be added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false, example = "vessel_delayed"))]
    pub eta_reason: Option<String>,
    /// The scope of the note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub scope: Option<String>,
    /// The state of the tracking link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub state: Option<String>,
    /// Whether the subscription is inactive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub locked: Option<bool>,
}
