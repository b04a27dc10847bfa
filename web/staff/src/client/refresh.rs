//! The exchange of the refresh cookie for a new session. The document's script makes it (`scripts/early.js`), because it is
//! the first thing that a page needs: it has begun before the program is here.

use shared::paths::ApiPath;
use shared::session::Session;

use super::error::ApiError;
use super::fetch;

/// Prolongs the session that this browser has.
pub(super) async fn refresh() -> Result<Session, ApiError> {
    let answer = fetch::refresh(&ApiPath::SessionRefresh.to_string()).await?;
    serde_json::from_str(&answer).map_err(|_| ApiError::Unexpected)
}
