//! The headers of conditional requests, as the OpenAPI document describes them (RFC 9110, section 13).

use utoipa::IntoParams;

/// The precondition of a change.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the header; `extract::Precondition` reads it")]
pub struct IfMatch {
    /// The `ETag` that was read. If something has changed since, the answer is 412 with the current version.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
}

/// The precondition of a request that creates or replaces.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the headers; `extract::Precondition` reads them")]
pub struct IfMatchOrNone {
    /// The `ETag` that was read. If something has changed since, the answer is 412 with the current version; `*` means
    /// whatever is there, so that nothing is created.
    #[param(rename = "If-Match")]
    if_match: Option<String>,
    /// `*` only creates: if something is there, the answer is 412 with the current version.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

/// What the reader of a resource has already.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "documents the header; `extract::Tagged` reads it")]
pub struct IfNoneMatch {
    /// The `ETag` of the copy that the caller has. When it is still current, the answer is 304 without a body.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}
