//! Opening a session, which sets the cookie of this browser.

use shared::paths::ApiPath;
use shared::session::{Credentials, Session};

use super::error::ApiError;
use super::http::{Credential, Method, Request, exchange};
use super::lock::one_tab_at_a_time;

/// Opens the session of whoever has these credentials.
pub(super) async fn open_session(credentials: &Credentials) -> Result<Session, ApiError> {
    open(Request::new(Method::Post, ApiPath::Session).json(credentials)?).await
}

/// Opens a session by what the request says.
pub(super) async fn open(request: Request) -> Result<Session, ApiError> {
    one_tab_at_a_time(exchange(&request, Credential::Cookie)).await?.read()
}
