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

/// What the caller of a change believes to be there (RFC 9110, section 13.1): `If-Match` names what has to be there,
/// `If-None-Match` what must not be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Precondition {
    matches: Option<Tags>,
    none_matches: Option<Tags>,
}

impl Precondition {
    /// Refuses with 412 and the current version unless it is what the caller believes to be there.
    ///
    /// An entity tag begins with the version of the row. Only that part is compared: data derived from the clock or
    /// from other rows changes the tag too, but it is not what the caller is about to overwrite. The quoted version
    /// alone is accepted too, for callers that read the item in a list.
    pub fn check(&self, version: i64, current: impl Into<Current>) -> Result<(), ApiError> {
        if self.permits(version) { Ok(()) } else { Err(ApiError::precondition_failed(current)) }
    }

    fn permits(&self, version: i64) -> bool {
        let version = version.to_string();
        let known = |tags: &Tags| tags.names(|tag| version_of(tag) == Some(&version));
        self.matches.as_ref().is_none_or(known) && !self.none_matches.as_ref().is_some_and(known)
    }

    /// Refuses with 412 if the caller believes that something exists, but nothing does.
    pub fn nothing_there(&self) -> Result<(), ApiError> {
        if self.matches.is_none() { Ok(()) } else { Err(ApiError::new(ProblemCode::PreconditionFailed)) }
    }

    /// Refuses with 428 when the caller does not say what it believes to be current.
    pub fn required(&self) -> Result<(), ApiError> {
        if self.matches.is_some() { Ok(()) } else { Err(ApiError::new(ProblemCode::PreconditionRequired)) }
    }
}

impl FromRequest for Precondition {
    type Error = ApiError;
    type Future = std::future::Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let tags = |name| Tags::read(request.headers(), &name);
        std::future::ready(Ok(Self { matches: tags(header::IF_MATCH), none_matches: tags(header::IF_NONE_MATCH) }))
    }
}

/// What a conditional header names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Tags {
    /// `*`: whatever is there.
    Any,
    /// These versions.
    These(Vec<String>),
}

impl Tags {
    /// None without the header.
    fn read(headers: &HeaderMap, name: &header::HeaderName) -> Option<Self> {
        let mut values = headers.get_all(name).peekable();
        values.peek()?;
        let lists: Vec<_> = values.filter_map(|value| value.to_str().ok()).collect();
        if let [only] = lists.as_slice()
            && only.trim() == "*"
        {
            return Some(Self::Any);
        }
        Some(Self::These(lists.into_iter().flat_map(items).map(str::to_owned).collect()))
    }

    fn names(&self, is_it: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|tag| is_it(tag)),
        }
    }
}

/// The items of a list. A tag of somebody else's may contain a comma between its quotes.
fn items(list: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let separates = move |c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    };
    list.split(separates).map(str::trim)
}

/// Whether the caller has the copy with this entity tag (`If-None-Match`, RFC 9110, section 13.1.2).
pub fn has_copy(request: &HttpRequest, tag: &str) -> bool {
    Tags::read(request.headers(), &header::IF_NONE_MATCH).is_some_and(|tags| tags.names(|known| names(known, tag)))
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

    fn precondition(request: &HttpRequest) -> Precondition {
        Precondition::from_request(request, &mut Payload::None).into_inner().unwrap()
    }

    fn permits(header: &str, value: &str, version: i64) -> bool {
        precondition(&known(header, value)).permits(version)
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
            assert!(permits("if-match", tag, 7) && !permits("if-match", tag, 77), "{tag}");
            assert!(!permits("if-none-match", tag, 7) && permits("if-none-match", tag, 77), "{tag}");
            assert!(has_copy(&known("if-none-match", tag), "\"7-Gx_-1zZ\""), "{tag}");
        }
        for version in ["\"7\"", "W/\"7\"", "\"7-gzip\"", "\"7;br\"", "*"] {
            assert!(permits("if-match", version, 7), "{version}");
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
            "\"a,\"7\"",
            "\"a, *, b\"",
            "\"a,\\\"7\\\",b\"",
            "\"8\", *",
            "**",
        ] {
            assert!(!permits("if-match", tag, 7) && permits("if-none-match", tag, 7), "{tag}");
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

    #[test]
    fn a_star_is_whatever_is_there() {
        assert!(permits("if-match", "*", 7) && permits("if-match", " * ", 1));
        assert!(!permits("if-none-match", "*", 7));
        assert!(has_copy(&known("if-none-match", "*"), "\"7-abc\""));
        let (believes, creates, asks) = (known("if-match", "*"), known("if-none-match", "*"), known("accept", "*/*"));
        assert!(precondition(&believes).nothing_there().is_err() && precondition(&believes).required().is_ok());
        assert!(precondition(&creates).nothing_there().is_ok() && precondition(&creates).required().is_err());
        assert!(precondition(&asks).nothing_there().is_ok() && precondition(&asks).permits(7));
    }

    #[test]
    fn several_headers_are_one_list() {
        let request = |values: [&str; 2]| {
            let request = TestRequest::get().append_header(("if-match", values[0]));
            request.append_header(("if-match", values[1])).to_http_request()
        };
        assert!(precondition(&request(["\"1\", \"a,b\"", "W/\"7-abc;gzip\""])).permits(7));
        assert!(!precondition(&request(["\"1\"", "*"])).permits(7), "a star stands alone");
        let both = TestRequest::get().append_header(("if-match", "\"7\"")).append_header(("if-none-match", "\"7\""));
        assert!(!precondition(&both.to_http_request()).permits(7));
    }
}
