//! The organisation's settings and its subscription.

pub mod export;
pub mod read;
pub mod read_subscription;
pub mod set_subscription;
pub mod update;

use api_http::operations::Operations;

/// The operations on the organisation.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(read::get_organization)
        .service(export::export_organization)
        .service(update::update_organization)
        .service(read_subscription::get_subscription)
        .service(set_subscription::set_subscription);
}
