//! All tracking links of the organisation.

pub mod bulk;
pub mod list;
pub mod read;
pub mod resume;
pub mod revoke;

use api_http::operations::Operations;

/// The operations on all links.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_tracking_links)
        .service(bulk::create_tracking_links)
        .service(read::get_tracking_link_by_id)
        .service(revoke::revoke_tracking_links)
        .service(resume::resume_tracking_links);
}
