//! The audit log: it is read here, and written by everything that changes something.

pub mod list;

use api_http::operations::Operations;

/// The operations on the audit log.
pub fn configure(config: &mut Operations<'_>) {
    config.service(list::list_audit_events);
}
