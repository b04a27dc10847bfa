//! An event that waits for the commit of its transaction.

use shared::eta::EtaReason;
use shared::ids::{EventId, OrganizationId};
use shared::time::Timestamp;
use shared::webhook::EventType;

use crate::audit::chain::NewEntry;

/// Something that happened in a transaction.
#[derive(Debug)]
pub(crate) struct NewEvent {
    pub(crate) id: EventId,
    pub(crate) organization_id: OrganizationId,
    pub(crate) occurred_at: Timestamp,
    pub(crate) subject_id: String,
    /// The type under which it is delivered; none if it concerns nobody outside.
    pub(crate) event_type: Option<EventType>,
    pub(crate) eta_reason: Option<EtaReason>,
    /// Its entry in the audit log; none if it is not audited.
    pub(crate) entry: Option<NewEntry>,
}
