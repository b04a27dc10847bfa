//! Events that have no entry of their own in the audit log.

use host::random;
use shared::eta::EtaReason;
use shared::ids::{EventId, OrganizationId, VehicleId};
use shared::time::Timestamp;
use shared::webhook::EventType;

use super::new_event::NewEvent;
use crate::Tx;

/// Emits one.
pub fn emit(tx: &mut Tx, organization: &OrganizationId, event_type: EventType, subject_id: &str, now: Timestamp) {
    push(tx, organization, event_type, subject_id, now, None);
}

/// Emits that the estimated arrival of a vehicle was moved, and why if staff gave a reason.
pub fn emit_eta_change(
    tx: &mut Tx,
    organization: &OrganizationId,
    vehicle: &VehicleId,
    eta_reason: Option<EtaReason>,
    now: Timestamp,
) {
    push(tx, organization, EventType::VehicleEtaChanged, vehicle.as_str(), now, eta_reason);
}

fn push(
    tx: &mut Tx,
    organization: &OrganizationId,
    event_type: EventType,
    subject_id: &str,
    now: Timestamp,
    eta_reason: Option<EtaReason>,
) {
    tx.events.push(NewEvent {
        id: EventId::from_u128(random::id(now)),
        organization_id: organization.clone(),
        occurred_at: now,
        subject_id: subject_id.to_owned(),
        event_type: Some(event_type),
        eta_reason,
        entry: None,
    });
}
