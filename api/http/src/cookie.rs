//! The refresh token's cookie, and the proof that a request which uses it comes from the web app itself.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use shared::problem::ProblemCode;

use crate::error::ApiError;
use domain::retention::SESSION_LIFETIME_MS;

/// Over https: the prefix binds it to this host and all its paths (RFC 6265bis, section 4.1.3.2).
const SECURE_NAME: &str = "__Host-importops_refresh";
/// Over http, which the configuration allows only on the machine itself: browsers refuse the prefix there.
const LOCAL_NAME: &str = "importops_refresh";

/// The cookie that carries a refresh token.
pub fn write(base_url: &str, token: String) -> Cookie<'static> {
    let secure = is_https(base_url);
    Cookie::build(if secure { SECURE_NAME } else { LOCAL_NAME }, token)
        .path("/")
        .http_only(true)
        .secure(secure)
        .same_site(SameSite::Strict)
        .max_age(Duration::milliseconds(SESSION_LIFETIME_MS))
        .finish()
}

/// The cookie that removes it.
pub fn clear(base_url: &str) -> Cookie<'static> {
    let mut cookie = write(base_url, String::new());
    cookie.make_removal();
    cookie
}

/// The refresh token of a request.
pub fn read(request: &HttpRequest) -> Option<String> {
    [SECURE_NAME, LOCAL_NAME]
        .iter()
        .find_map(|name| request.cookie(name))
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}

/// Refuses a request that another site could have made: it needs our header, and an origin that is ours.
pub fn refuse_cross_site(request: &HttpRequest, base_url: &str) -> Result<(), ApiError> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let same_origin = match header(header::ORIGIN.as_str()) {
        Some(origin) => origin.eq_ignore_ascii_case(base_url.trim_end_matches('/')),
        None => header("sec-fetch-site") == Some("same-origin"),
    };
    if same_origin && header("x-requested-with").is_some() {
        Ok(())
    } else {
        let detail = "Send the header X-Requested-With, from a page of this server's own address.";
        Err(ApiError::new(ProblemCode::CrossSiteRequest).detail(detail))
    }
}

fn is_https(base_url: &str) -> bool {
    base_url.starts_with("https://")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
        let cookie = write("https://import-ops.example", "secret".into()).to_string();
        assert_eq!(
            cookie,
            "__Host-importops_refresh=secret; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=2592000"
        );
        assert!(!write("http://127.0.0.1:8080", "secret".into()).to_string().contains("Secure"));
    }

    #[test]
    fn only_our_own_pages_may_use_the_cookie() {
        let base = "https://import-ops.example";
        let check = |headers: &[(&'static str, &'static str)]| {
            let request = headers.iter().fold(TestRequest::post(), |request, header| request.insert_header(*header));
            refuse_cross_site(&request.to_http_request(), base).is_ok()
        };
        let ours = ("x-requested-with", "importops");
        assert!(check(&[ours, ("origin", base)]));
        assert!(check(&[ours, ("sec-fetch-site", "same-origin")]));
        assert!(!check(&[ours]));
        assert!(!check(&[("origin", base)]));
        for foreign in ["null", "https://evil.example", "https://import-ops.example.evil.example"] {
            assert!(!check(&[ours, ("origin", foreign), ("sec-fetch-site", "same-origin")]), "{foreign}");
        }
    }
}
