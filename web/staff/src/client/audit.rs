//! The calls that read the audit log.

use shared::audit::{AuditCategory, AuditEvent, VehicleHistoryEvent};
use shared::ids::VehicleId;
use shared::page::Page;
use shared::paths::ApiPath;
use shared::time::Timestamp;

use super::error::ApiError;
use super::http::Request;
use super::staff::StaffClient;

/// What the audit log is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuditFilter {
    /// Only this category.
    pub category: Option<AuditCategory>,
    /// Only what the member or API key of this id did.
    pub actor: Option<String>,
    /// Only what was done to this vehicle and what belongs to it.
    pub vehicle: Option<VehicleId>,
    /// Only from this instant on.
    pub since: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
}

impl StaffClient {
    /// One page of the audit log, newest first.
    pub async fn audit_events(&self, filter: &AuditFilter, cursor: Option<&str>) -> Result<Page<AuditEvent>, ApiError> {
        let request = Request::get(ApiPath::AuditEvents)
            .query("category", filter.category.map(AuditCategory::as_str))
            .query("actor_id", filter.actor.as_deref())
            .query("vehicle_id", filter.vehicle.as_ref())
            .query("since", filter.since)
            .query("until", filter.until);
        self.call(request.query("cursor", cursor)).await
    }

    /// One page of what was done to a vehicle, newest first.
    pub async fn vehicle_history(
        &self,
        vehicle: &VehicleId,
        cursor: Option<&str>,
    ) -> Result<Page<VehicleHistoryEvent>, ApiError> {
        self.call(Request::get(ApiPath::VehicleHistory(vehicle)).query("cursor", cursor)).await
    }
}
