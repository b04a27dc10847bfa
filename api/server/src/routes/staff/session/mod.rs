//! Signing in, staying signed in, signing out.

pub mod change_password;
pub mod read;
pub mod refresh;
pub mod sign_in;
pub mod sign_out;

use api_http::operations::Operations;

/// The operations on the session.
pub fn configure(config: &mut Operations<'_>) {
    config
        .service(sign_in::sign_in)
        .service(read::get_session)
        .service(sign_out::sign_out)
        .service(refresh::refresh_session)
        .service(change_password::change_password);
}
