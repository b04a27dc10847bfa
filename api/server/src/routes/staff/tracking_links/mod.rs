//! All tracking links of the organisation.

pub mod list;
pub mod resume;
pub mod revoke;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations on all links.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(list::list_tracking_links)
        .service(revoke::revoke_tracking_links)
        .service(resume::resume_tracking_links);
}
