//! Looking for words in lists.

use shared::ids::OrganizationId;
use shared::problem::FieldErrorCode;

use api_http::error::ApiError;
use store::{Reader, Store, search_catch_up};

/// Words to look for.
pub(super) fn words(pointer: &str, text: Option<String>) -> Result<Vec<String>, ApiError> {
    let text = text.unwrap_or_default();
    let text = text.trim();
    if text.chars().count() > 100 || text.contains('\0') {
        return Err(ApiError::invalid_field(pointer, FieldErrorCode::TooLong, "must have at most 100 characters"));
    }
    Ok(domain::search::words(text))
}

/// Begins to read; with `has_words`, when all texts are there to be searched. They are not while an older version writes to the same
/// database, too.
pub(super) async fn searched(
    store: &Store,
    organization: &OrganizationId,
    has_words: bool,
) -> Result<Reader, ApiError> {
    let mut reader = store.read(organization).await?;
    if has_words && search_catch_up::is_behind(reader.db(), organization).await? {
        drop(reader);
        search_catch_up::catch_up(store, organization).await?;
        reader = store.read(organization).await?;
    }
    Ok(reader)
}
