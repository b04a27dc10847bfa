//! API keys. Members manage them; a key never manages keys.

pub mod create;
pub mod current;
pub mod list;
pub mod read;
pub mod revoke;

use api_http::operations::Operations;

/// The operations on API keys.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(list::list_api_keys)
        .service(create::create_api_key)
        .service(current::get_current_api_key)
        .service(read::get_api_key)
        .service(revoke::revoke_api_key);
}
