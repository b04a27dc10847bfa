//! The call that reads the audit log.

use shared::audit::{AuditCategory, AuditEvent};
use shared::page::Page;
use shared::paths::ApiPath;

use super::error::ApiError;
use super::http::Request;
use super::staff::StaffClient;

impl StaffClient {
    /// One page of the audit log, newest first.
    pub async fn audit_events(
        &self,
        category: Option<AuditCategory>,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEvent>, ApiError> {
        let request = Request::get(ApiPath::AuditEvents).query("category", category.map(AuditCategory::as_str));
        self.call(request.query("cursor", cursor)).await
    }
}
