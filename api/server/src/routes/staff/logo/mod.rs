//! The logo of the organisation.

pub mod delete;
pub mod read;
pub mod set;

use api_http::operations::Operations;

/// The operations on the logo.
pub fn configure(config: &mut Operations<'_>) {
    config.service(read::get_logo).service(set::set_logo).service(delete::delete_logo);
}
