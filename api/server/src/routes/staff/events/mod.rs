//! The events of the organisation.

pub mod list;

use api_http::operations::Operations;

/// The operations on events.
pub fn configure(config: &mut Operations<'_>) {
    config.service(list::list_events);
}
