//! The audit log: it is read here, and written by everything that changes something.

pub mod list;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations on the audit log.
pub fn configure(config: &mut ServiceConfig) {
    config.service(list::list_audit_events);
}
