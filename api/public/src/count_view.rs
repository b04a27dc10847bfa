//! `POST /public/tracking/{slug}/views`

use actix_web::http::header::{HeaderMap, USER_AGENT};
use actix_web::{HttpRequest, HttpResponse, post, web};
use shared::problem::ProblemCode;

use crate::slug::{OpenedSlug, SlugPath};
use api_http::cookie;
use api_http::error::ApiError;
use api_http::extract::Drained;
use api_http::middleware::RequestContext;
use tracking::PublicReader;

/// Count a page open
///
/// The page calls it once, after it was rendered and visible. Not counted, with the same answer: bots and link-preview
/// fetchers, prefetches, signed-in staff, and browsers that ask not to be tracked. Only a number and two instants are
/// kept: no address, no cookie, nothing about the browser.
#[utoipa::path(
    operation_id = "create_public_view",
    tag = "Public",
    params(SlugPath),
    responses((status = 204, description = "Understood."))
)]
#[post("/public/tracking/{slug}/views")]
pub async fn create_public_view(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    // The body is read whatever the slug is, so that the connection continues in the same way.
    slug: Option<OpenedSlug>,
    _body: Drained,
) -> Result<HttpResponse, ApiError> {
    let not_available = || ApiError::new(ProblemCode::LinkNotAvailable);
    let OpenedSlug(slug) = slug.ok_or_else(not_available)?;
    let now = RequestContext::of(&request).now;
    let is_staff = cookie::read(&request).is_some();
    let alive = if !is_staff && is_person(request.headers()) {
        reader.count_view(&slug, now).await?
    } else {
        reader.is_alive(&slug, now).await?
    };
    if alive { Ok(HttpResponse::NoContent().finish()) } else { Err(not_available()) }
}

/// What bots, link-preview fetchers and command-line clients call themselves.
const AUTOMATA: [&str; 18] = [
    "bot",
    "crawl",
    "spider",
    "preview",
    "facebookexternalhit",
    "facebookcatalog",
    "whatsapp",
    "slack",
    "telegram",
    "discord",
    "skype",
    "embed",
    "curl",
    "wget",
    "python",
    "http-client",
    "okhttp",
    "monitor",
];

/// Whether the headers are from a page that a person is looking at, who does not ask not to be tracked.
pub(super) fn is_person(headers: &HeaderMap) -> bool {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let agent = value(USER_AGENT.as_str()).to_ascii_lowercase();
    let prefetch = ["sec-purpose", "purpose", "x-moz"].iter().any(|name| value(name).contains("prefetch"));
    let left_alone = value("dnt") == "1" || value("sec-gpc") == "1";
    agent.contains("mozilla/") && !AUTOMATA.iter().any(|name| agent.contains(name)) && !prefetch && !left_alone
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn people_are_told_from_machines() {
        let browser = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1";
        let check = |agent: &'static str, extra: Option<(&'static str, &'static str)>| {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, HeaderValue::from_static(agent));
            if let Some((name, value)) = extra {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            is_person(&headers)
        };
        assert!(check(browser, None));
        for machine in [
            "WhatsApp/2.23.20.0",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "facebookexternalhit/1.1",
            "TelegramBot (like TwitterBot)",
            "curl/8.5.0",
            "",
        ] {
            assert!(!check(machine, None), "{machine}");
        }
        for header in [("dnt", "1"), ("sec-gpc", "1"), ("sec-purpose", "prefetch;prerender"), ("purpose", "prefetch")] {
            assert!(!check(browser, Some(header)), "{header:?}");
        }
    }
}
