//! What scripts of other websites may read (the CORS protocol of the Fetch standard). Each organisation lists its websites.
//!
//! An answer belongs to an organisation only once a key or a slug has named it, and only then does it name the origin that
//! asked. A preflight names nobody: for what an API key may read it is always answered alike, which gives nothing away and
//! permits nothing, for the answer itself stays unreadable. Cookies are never permitted.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use domain::origin;

use crate::route::Audience;
use crate::route_table::RouteTable;

/// What such a script may send beside what it may always send.
const REQUEST_HEADERS: &str = "Authorization, If-None-Match, X-Request-Id";
/// What it may read beside what it may always read.
const RESPONSE_HEADERS: &str = "ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";
/// How long a browser need not ask again, in seconds.
const MAX_AGE: &str = "600";

/// The origin whose scripts may read the answer to a request.
#[derive(Debug, Clone)]
struct Permitted(HeaderValue);

/// The origin that a request comes from, if it is one that an organisation can allow.
pub fn origin_of(headers: &HeaderMap) -> Option<&str> {
    let mut given = headers.get_all(header::ORIGIN);
    let only = given.next().filter(|_| given.next().is_none())?.to_str().ok()?;
    (origin::parse(only).as_deref() == Some(only)).then_some(only)
}

/// Permits the scripts of the website that asks to read the answer, if the organisation allows it. Only for reading.
pub fn permit(request: &HttpRequest, allowed: impl FnOnce(&str) -> bool) {
    if *request.method() != Method::GET {
        return;
    }
    let Some(origin) = origin_of(request.headers()).filter(|origin| allowed(origin)) else { return };
    if let Ok(value) = HeaderValue::from_str(origin) {
        request.extensions_mut().insert(Permitted(value));
    }
}

/// The answer to a preflight; none for what is no preflight, and for what no API key may read.
pub(crate) fn preflight(method: &Method, path: &str, headers: &HeaderMap, routes: &RouteTable) -> Option<HttpResponse> {
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_METHOD)?;
    if *method != Method::OPTIONS || !(asked == "GET" || asked == "HEAD") || !routes.is_read_with_keys(path) {
        return None;
    }
    let origin = origin_of(headers)?;
    let mut answer = HttpResponse::build(StatusCode::NO_CONTENT);
    answer.insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin));
    answer.insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"));
    answer.insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS));
    answer.insert_header((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE));
    Some(answer.finish())
}

/// Names the permitted origin, if there is one.
pub(crate) fn finish(request: &HttpRequest, response: &mut HttpResponse) {
    if let Some(Permitted(origin)) = request.extensions().get::<Permitted>() {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(RESPONSE_HEADERS));
    }
}

/// No cache may give one website what another one got: answers of the API depend on the origin even where they name none.
pub(crate) fn vary(audience: Audience, headers: &mut HeaderMap) {
    if matches!(audience, Audience::Api | Audience::PublicApi) {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let name = header::HeaderName::from_static;
        pairs.iter().map(|(of, value)| (name(of), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn an_origin_is_one_that_an_organisation_can_allow() {
        assert_eq!(origin_of(&headers(&[("origin", "https://a.example")])), Some("https://a.example"));
        for other in
            ["null", "*", "https://A.example", "https://a.example/", "http://a.example", "https://a.example:443", ""]
        {
            assert_eq!(origin_of(&headers(&[("origin", other)])), None, "{other}");
        }
        assert_eq!(origin_of(&headers(&[])), None);
        let mut two = headers(&[("origin", "https://a.example")]);
        two.append(header::ORIGIN, HeaderValue::from_static("https://b.example"));
        assert_eq!(origin_of(&two), None);
    }
}
