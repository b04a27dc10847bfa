//! Queries, read strictly: what is wrong names its parameter.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shared::problem::FieldErrorCode;

use crate::error::ApiError;
use crate::window::{QueryDigest, Window};

/// The query of a request. [`actix_web::web::Query`] does not say which parameter is wrong.
#[derive(Debug)]
pub struct Query<T> {
    asked: T,
    digest: QueryDigest,
}

impl<T> Query<T> {
    /// What was asked.
    pub fn into_inner(self) -> T {
        self.asked
    }

    /// The window that is asked for, of the list that everything else in the query describes.
    pub fn window(&self, limit: Option<i64>, cursor: Option<&str>) -> Result<Window, ApiError> {
        Window::parse(self.digest, limit, cursor)
    }
}

impl<T> std::ops::Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.asked
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let route = request.match_pattern().unwrap_or_default();
        let query = request.query_string();
        ready(parse(query).map(|asked| Self { asked, digest: digest(&route, query) }))
    }
}

/// What a cursor is bound to: the list, and the parameters that narrow and order it, in any order.
fn digest(route: &str, query: &str) -> QueryDigest {
    let mut pairs: Vec<_> =
        form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "limit" && name != "cursor").collect();
    pairs.sort();
    let mut hash = Sha256::new_with_prefix(route);
    for (name, value) in pairs {
        // What stands between them is in no UTF-8.
        hash.update([0xff]);
        hash.update(name.as_bytes());
        hash.update([0xfe]);
        hash.update(value.as_bytes());
    }
    QueryDigest::of(&hash.finalize())
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, ApiError> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs)
        .map_err(|error| invalid(&error.path().to_string(), &error.inner().to_string()))
}

/// serde names a parameter that is missing, unknown or there twice; otherwise the path does.
fn invalid(path: &str, text: &str) -> ApiError {
    let is_named =
        ["missing field", "unknown field", "duplicate field"].into_iter().any(|start| text.starts_with(start));
    let name = text.split('`').nth(1).filter(|_| is_named).unwrap_or(path);
    ApiError::invalid_field(&format!("?{name}"), FieldErrorCode::Invalid, text)
}

#[cfg(test)]
mod tests {
    use shared::time::Timestamp;

    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        id: String,
        limit: Option<i64>,
        since: Option<Timestamp>,
        #[serde(default)]
        deleted: bool,
    }

    fn wrong(query: &str) -> String {
        let error = parse::<Asked>(query).unwrap_err();
        let mut response = actix_web::ResponseError::error_response(&error);
        let failure = response.extensions_mut().remove::<crate::error::Failure>().unwrap();
        assert_eq!(failure.code.status(), 422, "{query}");
        failure.errors[0].pointer.clone()
    }

    #[test]
    fn what_is_wrong_names_its_parameter() {
        for (query, pointer) in [
            ("", "?id"),
            ("id=a&limit=x", "?limit"),
            ("limit=99999999999999999999&id=a", "?limit"),
            ("id=a&limit=1.5", "?limit"),
            ("id=a&since=yesterday", "?since"),
            ("id=a&since=9999-12-31T23:59:59-01:00", "?since"),
            ("id=a&since=2026-05-01T10:00:00+02:00", "?since"),
            ("id=a&deleted=yes", "?deleted"),
            ("id=a&id=b", "?id"),
            ("id=a&more=1", "?more"),
            ("id=a&%60x%60=1", "?"),
        ] {
            assert_eq!(wrong(query), pointer, "{query}");
        }
    }

    #[test]
    fn a_cursor_is_bound_to_what_narrows_and_orders_the_list() {
        let same = digest("/vehicles", "sort=eta&q=a%20b");
        assert_eq!(same, digest("/vehicles", "q=a+b&cursor=x&limit=3&sort=eta"));
        for other in ["", "q=a+b", "q=a+b&sort=-eta", "q=a&b=&sort=eta", "q=a+b%26sort%3Deta"] {
            assert_ne!(same, digest("/vehicles", other), "{other}");
        }
        assert_ne!(same, digest("/links", "sort=eta&q=a%20b"));
    }

    #[test]
    fn what_is_right_is_read() {
        let asked: Asked = parse("id=a%20b+c&limit=7&since=2026-05-01T10:00:00%2B02:00&deleted=true").unwrap();
        assert_eq!((asked.id.as_str(), asked.limit, asked.deleted), ("a b c", Some(7), true));
        assert_eq!(asked.since, Timestamp::parse("2026-05-01T08:00:00Z"));
    }
}
