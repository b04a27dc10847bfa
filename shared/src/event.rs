//! The events of an organisation, as the API lists them: what was posted to webhook endpoints, or would have been.

use serde::{Deserialize, Serialize};

use crate::ids::{EventId, VehicleId};
use crate::time::Timestamp;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventRecord {
    /// TypeID of the event: the header `webhook-id` of its deliveries.
    pub id: EventId,
    /// Its number among the events of the organisation, in the order in which they became visible. Pass the greatest one that
    /// you have as `after` to get what came later.
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 1042))]
    pub position: i64,
    /// What happened. New types may be added at any time.
    #[cfg_attr(feature = "openapi", schema(example = "vehicle.updated"))]
    pub event_type: String,
    /// The vehicle that it is about; null when it is about none.
    pub vehicle_id: Option<VehicleId>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What webhook endpoints get, byte for byte: a `WebhookEvent` in JSON.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = r#"{"type":"subscription.unlocked","timestamp":"2026-05-14T09:30:00.000Z","data":{"locked":false}}"#
        )
    )]
    pub body: String,
}
