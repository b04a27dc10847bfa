//! Refusals of the server that belong beside the expiry field or to the picked photos.

use shared::problem::ProblemCode;

use crate::client::ApiError;

/// Whether the refusal is about the expiry, so that it belongs beside that field.
pub(super) fn is_about_expiry(error: &ApiError) -> bool {
    matches!(error.code(), Some(ProblemCode::ExpiresAtInPast | ProblemCode::ExpiresAtRequired))
        || error.field("/expires_at").is_some()
}

/// The refusal of an expiry, in words.
pub(super) fn expiry_sentence(error: &ApiError) -> String {
    // The problem's own sentence says more than the field's ("To end access now, revoke the link").
    match error.code() {
        Some(ProblemCode::ExpiresAtInPast | ProblemCode::ExpiresAtRequired) => error.message(),
        _ => error.field("/expires_at").unwrap_or_else(|| error.message()),
    }
}

/// Whether a photo is refused: it was deleted since the gallery was read.
pub(super) fn is_about_photos(error: &ApiError) -> bool {
    error.refusal().is_some_and(|problem| problem.errors.iter().any(|error| error.pointer.starts_with("/photo_ids")))
}
