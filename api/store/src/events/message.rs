//! What is said of an event: ids, versions and states.

use domain::event_subject::EventSubject;
use shared::eta::EtaReason;
use shared::webhook::{EventType, WebhookEvent, WebhookEventData};

use super::new_event::NewEvent;
use super::subject::Subject;
use crate::error::Error;

/// What is posted of it.
pub(crate) fn body(message: &WebhookEvent) -> Result<String, Error> {
    serde_json::to_string(message).map_err(Error::invalid)
}

/// The event as it is sent.
pub(super) fn message(event: &NewEvent, event_type: EventType, subject: &Subject) -> WebhookEvent {
    let kind = EventSubject::of(event_type);
    let subject_id = |wanted| (kind == wanted).then(|| event.subject_id.clone());
    let detail = |wanted| subject.detail.clone().filter(|_| kind == wanted);
    let state = match (subject.revoked_at, subject.expires_at) {
        (Some(_), _) => "revoked",
        (None, Some(expires_at)) if expires_at <= event.occurred_at.unix_ms() => "expired",
        _ => "active",
    };
    let data = WebhookEventData {
        vehicle_id: subject.vehicle_id.clone(),
        external_id: subject.external_id.clone(),
        note_id: subject_id(EventSubject::Note),
        photo_id: subject_id(EventSubject::Photo),
        tracking_link_id: subject_id(EventSubject::TrackingLink),
        version: subject.version.filter(|_| kind != EventSubject::Photo),
        stage: detail(EventSubject::Vehicle),
        eta_reason: event.eta_reason.map(EtaReason::as_str).map(str::to_owned),
        scope: detail(EventSubject::Note),
        state: (kind == EventSubject::TrackingLink).then(|| state.to_owned()),
        locked: (kind == EventSubject::Subscription).then_some(event_type == EventType::SubscriptionLocked),
    };
    WebhookEvent { event_type: event_type.as_str().to_owned(), timestamp: event.occurred_at, data }
}
