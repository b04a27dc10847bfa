//! The tracking link of a vehicle.

pub mod create;
pub mod preview;
pub mod read;
pub mod regenerate;
pub mod revoke;
pub mod sent;
pub mod update;

use api_http::operations::Operations;

/// The operations on the tracking link of a vehicle.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(create::create_tracking_link)
        .service(read::get_tracking_link)
        .service(update::update_tracking_link)
        .service(revoke::revoke_tracking_link)
        .service(regenerate::regenerate_tracking_link)
        .service(preview::preview_tracking_link)
        .service(sent::mark_tracking_link_sent)
        .service(sent::unmark_tracking_link_sent);
}
