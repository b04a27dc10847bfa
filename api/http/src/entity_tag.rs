//! Entity tags: which version of something a caller knows (RFC 9110, section 8.8.3).
//!
//! Proxies that compress change them: nginx weakens them (`W/"7-abc"`), Apache and others add the coding
//! (`"7-abc-gzip"`, `"7-abc;gzip"`, `"7-abc"-gzip`), and the browser sends back the changed tag. It still names its
//! version.

use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::{FromRequest, HttpRequest};
use shared::problem::ProblemCode;

use crate::error::{ApiError, Current};

/// `If-Match`: what the caller believes to be the current version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Precondition(Option<Vec<String>>);

impl Precondition {
    /// Refuses with 412 and the current version unless the caller knows it.
    ///
    /// An entity tag begins with the version of the row. Only that part is compared: data derived from the clock or
    /// from other rows changes the tag too, but it is not what the caller is about to overwrite. The quoted version
    /// alone is accepted too, for callers that read the item in a list.
    pub fn check(&self, version: i64, current: impl Into<Current>) -> Result<(), ApiError> {
        if self.names(version) { Ok(()) } else { Err(ApiError::precondition_failed(current)) }
    }

    /// Whether the caller knows this version, or does not say what it knows.
    fn names(&self, version: i64) -> bool {
        let Some(tags) = &self.0 else { return true };
        let version = version.to_string();
        tags.iter().any(|tag| tag == "*" || version_of(tag) == Some(&version))
    }
}

impl Precondition {
    /// Refuses with 412 if the caller believes that something exists, but nothing does.
    pub fn nothing_there(&self) -> Result<(), ApiError> {
        if self.0.is_none() { Ok(()) } else { Err(ApiError::new(ProblemCode::PreconditionFailed)) }
    }

    /// Refuses with 428 when the caller does not say what it believes to be current.
    pub fn required(&self) -> Result<(), ApiError> {
        if self.0.is_some() { Ok(()) } else { Err(ApiError::new(ProblemCode::PreconditionRequired)) }
    }
}

impl FromRequest for Precondition {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self(tags(request.headers(), &header::IF_MATCH))))
    }
}

fn tags(headers: &HeaderMap, name: &header::HeaderName) -> Option<Vec<String>> {
    let mut values = headers.get_all(name).peekable();
    values.peek()?;
    let lists = values.filter_map(|value| value.to_str().ok());
    Some(lists.flat_map(|list| list.split(',')).map(|tag| tag.trim().to_owned()).collect())
}

/// Whether the caller has the copy with this entity tag (`If-None-Match`, RFC 9110, section 13.1.2).
pub fn has_copy(request: &HttpRequest, tag: &str) -> bool {
    let known = tags(request.headers(), &header::IF_NONE_MATCH).unwrap_or_default();
    known.iter().any(|known| known == "*" || names(known, tag))
}

/// The version of a row that a tag begins with.
fn version_of(tag: &str) -> Option<&str> {
    let quoted = tag.strip_prefix("W/").unwrap_or(tag).strip_prefix('"')?;
    let (opaque, rest) = quoted.split_once('"')?;
    let (version, digest) = opaque.split_at(opaque.find(|c: char| !c.is_ascii_digit()).unwrap_or(opaque.len()));
    let is_whole = digest.is_empty() || digest.starts_with(is_separator);
    (is_whole && (rest.is_empty() || is_coding(rest))).then_some(version)
}

/// Whether a tag is this one, possibly changed by a proxy.
fn names(known: &str, tag: &str) -> bool {
    let known = known.strip_prefix("W/").unwrap_or(known);
    if known == tag {
        return true;
    }
    let Some(rest) = tag.strip_suffix('"').and_then(|open| known.strip_prefix(open)) else { return false };
    // Inside the quotes, or after them, as Apache used to do.
    rest.strip_suffix('"').or_else(|| rest.strip_prefix('"')).is_some_and(is_coding)
}

/// Whether this is how a proxy says which coding it used: `-gzip`, `;br`, `--gzip`, `:zstd`.
fn is_coding(suffix: &str) -> bool {
    let coding = suffix.trim_start_matches(is_separator);
    let separators = suffix.len() - coding.len();
    (1..=3).contains(&separators)
        && (1..=8).contains(&coding.len())
        && coding.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_separator(character: char) -> bool {
    matches!(character, '-' | ';' | ':' | '.' | '+' | '_')
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn known(header: &str, value: &str) -> HttpRequest {
        TestRequest::get().insert_header((header, value)).to_http_request()
    }

    #[test]
    fn a_tag_that_a_proxy_changed_names_its_version() {
        for tag in [
            "\"7-Gx_-1zZ\"",
            "W/\"7-Gx_-1zZ\"",
            "\"7-Gx_-1zZ-gzip\"",
            "W/\"7-Gx_-1zZ-gzip\"",
            "\"7-Gx_-1zZ;gzip\"",
            "\"7-Gx_-1zZ--gzip\"",
            "\"7-Gx_-1zZ-br\"",
            "\"7-Gx_-1zZ:zstd\"",
            "\"7-Gx_-1zZ\"-gzip",
            "\"1\", \"7-Gx_-1zZ-gzip\"",
        ] {
            let precondition = Precondition(tags(known("if-match", tag).headers(), &header::IF_MATCH));
            assert!(precondition.names(7), "{tag}");
            assert!(!precondition.names(77), "{tag}");
            assert!(has_copy(&known("if-none-match", tag), "\"7-Gx_-1zZ\""), "{tag}");
        }
        for version in ["\"7\"", "W/\"7\"", "\"7-gzip\"", "\"7;br\"", "*"] {
            assert!(Precondition(Some(vec![version.to_owned()])).names(7), "{version}");
        }
    }

    #[test]
    fn another_tag_names_nothing() {
        for tag in [
            "",
            "7",
            "7-abc",
            "\"\"",
            "\"7",
            "7\"",
            "\"77-abc\"",
            "\"7abc\"",
            "\"17\"",
            "w/\"7\"",
            "\"7\"x",
            "W/W/\"7\"",
        ] {
            assert!(!Precondition(Some(vec![tag.to_owned()])).names(7), "{tag}");
        }
        for tag in [
            "\"7-abcd\"",
            "\"7-ab\"",
            "\"7-abc-\"",
            "\"7-abc-gzip-and-more\"",
            "\"7-abcgzip\"",
            "\"7-abc",
            "7-abc",
            "\"8-abc-gzip\"",
            "\"7\"",
        ] {
            assert!(!has_copy(&known("if-none-match", tag), "\"7-abc\""), "{tag}");
        }
    }
}
