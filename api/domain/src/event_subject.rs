//! What an event is about.

use shared::webhook::EventType;

/// The kind of thing that an event names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSubject {
    /// A vehicle.
    Vehicle,
    /// A note on a vehicle.
    Note,
    /// A photo of a vehicle.
    Photo,
    /// The tracking link of a vehicle.
    TrackingLink,
    /// The subscription of the organisation.
    Subscription,
}

impl EventSubject {
    /// What events of a type are about.
    pub const fn of(event: EventType) -> Self {
        match event {
            EventType::VehicleCreated
            | EventType::VehicleUpdated
            | EventType::VehicleStageChanged
            | EventType::VehicleEtaChanged
            | EventType::VehicleDeleted => Self::Vehicle,
            EventType::NoteCreated | EventType::NoteUpdated | EventType::NoteDeleted => Self::Note,
            EventType::PhotoCreated | EventType::PhotoDeleted => Self::Photo,
            EventType::TrackingLinkCreated
            | EventType::TrackingLinkUpdated
            | EventType::TrackingLinkRevoked
            | EventType::TrackingLinkRegenerated
            | EventType::TrackingLinkExpired
            | EventType::TrackingLinkFirstViewed => Self::TrackingLink,
            EventType::SubscriptionLocked | EventType::SubscriptionUnlocked => Self::Subscription,
        }
    }
}
