//! The mails that the server sends for the organisation.

pub mod list;
pub mod server;

use api_http::operations::Operations;

/// The operations on mails.
pub fn configure(config: &mut Operations<'_>) {
    config.service(list::list_mails).service(server::get_mail_server);
}
