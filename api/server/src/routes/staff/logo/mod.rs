//! The logo of the organisation.

pub mod delete;
pub mod read;
pub mod set;

use utoipa_actix_web::service_config::ServiceConfig;

/// The operations on the logo.
pub fn configure(config: &mut ServiceConfig) {
    config.service(read::get_logo).service(set::set_logo).service(delete::delete_logo);
}
