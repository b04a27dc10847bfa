//! Windows of lists: how many items, after which one, of which list.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::page::Page;
use shared::problem::FieldErrorCode;

use crate::error::ApiError;

/// How many items a page has unless the request says otherwise.
pub const DEFAULT_LIMIT: i64 = 25;
/// How many items a page has at most.
pub const MAX_LIMIT: i64 = 100;

/// How much of the digest of a query is in a cursor: enough that no two queries of a client have the same one by accident.
const DIGEST_BYTES: usize = 8;

/// How long the key in a cursor is at most: a stock number of 40 characters in hexadecimal digits, and an id.
const KEY_BYTES: usize = 400;

/// Which list a cursor belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueryDigest([u8; DIGEST_BYTES]);

impl QueryDigest {
    /// The beginning of a digest.
    pub(crate) fn of(digest: &[u8]) -> Self {
        let mut beginning = [0; DIGEST_BYTES];
        beginning.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        Self(beginning)
    }
}

/// The window of a list that a request asks for.
#[derive(Debug)]
pub struct Window {
    /// The list.
    list: QueryDigest,
    /// How many items at most.
    limit: i64,
    /// The key after which the window begins; none for the first page.
    after: Option<String>,
}

impl Window {
    /// Reads `limit` (1 to 100) and `cursor`, which must be one of the same list.
    pub(crate) fn parse(list: QueryDigest, limit: Option<i64>, cursor: Option<&str>) -> Result<Self, ApiError> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let detail = format!("must be from 1 to {MAX_LIMIT}");
            return Err(ApiError::invalid_field("?limit", FieldErrorCode::OutOfRange, detail));
        }
        let after = cursor.map(|cursor| key(list, cursor)).transpose()?;
        Ok(Self { list, limit, after })
    }

    /// The key of the last item before the window; none for the first page.
    pub fn cursor(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// How many rows to ask for: one more than the page has, to know whether there is a next one.
    pub fn rows(&self) -> i64 {
        self.limit + 1
    }

    /// The page of what was found.
    pub fn page<T>(&self, mut found: Vec<T>, key: impl Fn(&T) -> String) -> Page<T> {
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let cursor = |last| URL_SAFE_NO_PAD.encode([&self.list.0, key(last).as_bytes()].concat());
        let next_cursor = found.last().filter(|_| more).map(cursor);
        Page { data: found, next_cursor, total: None }
    }
}

/// The key in a cursor.
fn key(list: QueryDigest, cursor: &str) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| invalid_cursor())?;
    let (of, key) = bytes.split_first_chunk::<DIGEST_BYTES>().ok_or_else(invalid_cursor)?;
    let key = std::str::from_utf8(key).ok().filter(|key| {
        key.len() < KEY_BYTES && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    });
    let key = key.ok_or_else(invalid_cursor)?;
    if QueryDigest(*of) != list {
        let detail = "belongs to another query: send it with the parameters of the page that it came with";
        return Err(ApiError::invalid_field("?cursor", FieldErrorCode::Invalid, detail));
    }
    Ok(key.to_owned())
}

/// What is said of a cursor that never was one.
pub fn invalid_cursor() -> ApiError {
    ApiError::invalid_field("?cursor", FieldErrorCode::Invalid, "must be a next_cursor of this list")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_are_opaque_but_checked() {
        let (list, other) = (QueryDigest::of(b"12345678"), QueryDigest::of(b"12345679"));
        let window = Window::parse(list, Some(1), None).unwrap();
        let page = window.page(vec!["veh_a".to_owned(), "veh_b".to_owned()], String::clone);
        let next = Window::parse(list, Some(1), page.next_cursor.as_deref()).unwrap();
        assert_eq!(next.cursor(), Some("veh_a"));
        let refused = Window::parse(other, Some(1), page.next_cursor.as_deref()).unwrap_err();
        assert!(format!("{refused:?}").contains("another query"), "{refused:?}");
        let encoded = |text: &str| URL_SAFE_NO_PAD.encode(text);
        for wrong in
            ["%%%".to_owned(), String::new(), encoded("veh_a"), encoded("12345678a b"), encoded("12345678\u{e9}")]
        {
            assert!(Window::parse(list, None, Some(&wrong)).is_err(), "{wrong}");
        }
        assert!(Window::parse(list, Some(0), None).is_err());
        assert!(Window::parse(list, Some(101), None).is_err());
    }
}
