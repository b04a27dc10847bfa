//! The documents: the tracking page, "link not available", and the staff app's shell.

mod document;
mod frame;
mod language;
mod open_graph;
mod staff;

use ::page::{PageLinks, Word, Words, catalogue};
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use shared::paths::{ApiPath, SUBSCRIBE};
use shared::problem::ProblemCode;
use shared::public_tracking::{HERO_SIZES, PublicPhoto, PublicTracking};

pub use self::document::escape_html;
use self::document::{Document, escape_json};
use self::frame::{Frame, Own};
pub(super) use self::language::wanted;
use crate::bundle;
use crate::coding;
use crate::slug::OpenedSlug;
use api_http::error::ApiError;
use api_http::middleware::OwnBody;
use api_http::middleware::RequestContext;
use api_http::site::Site;
use domain::slug::{HashedSlug, Slug};
use tracking::{Coding, PublicReader, Variant};

const TRACKING: &str = include_str!("../../../../web/html/tracking.html");
const NOT_AVAILABLE: &str = include_str!("../../../../web/html/not-available.html");
const SUBSCRIPTION: &str = include_str!("../../../../web/html/subscription.html");
const TOO_MANY_REQUESTS: &str = include_str!("../../../../web/html/too-many-requests.html");

/// `GET /t/{slug}`: the rendered page, or the one 404.
pub async fn tracking(
    request: HttpRequest,
    reader: web::Data<PublicReader>,
    slug: Option<OpenedSlug>,
) -> Result<HttpResponse, ApiError> {
    let context = RequestContext::of(&request);
    let (language, coding) = (catalogue::first(wanted(&request)), coding::of(&request));
    let Some(OpenedSlug(slug)) = slug else { return not_available(request).await };
    let body = reader.variant(&slug, Variant::Document { language, coding }, context.now, |page| {
        let visit = reader.visit_name(&slug);
        document(page, language, &slug, &visit, context.site(), coding)
    });
    let Some(body) = body.await? else { return not_available(request).await };
    let mut answer = document::lasting(&entries()?.tracking)?;
    coding::set_headers(coding, &mut answer);
    answer.insert_header((header::VARY, "accept-encoding, accept-language"));
    Ok(answer.body(body))
}

/// The rendered page, in a language or in that of its organisation.
fn document(
    page: PublicTracking,
    language: Option<&str>,
    slug: &HashedSlug,
    visit: &str,
    site: &Site,
    coding: Coding,
) -> Result<Bytes, ApiError> {
    let slug = slug.slug();
    let words = catalogue::choose(language.into_iter().chain([page.locale.as_str()]));
    let own = Own {
        title: escape_html(&format!("{} · {}", page.vehicle.title, page.organization.name)),
        preload: page.hero_photo.as_ref().map(preload).unwrap_or_default(),
        open_graph: open_graph::tags(&page, slug, &site.base_url),
        data: data(&page, visit)?,
        content: ::page::document::render(page, &words, links(slug, &site.base_url)),
    };
    Frame::of(&words)?.document(&own, coding)
}

/// Where the links of the page lead.
fn links(slug: &Slug, base_url: &str) -> PageLinks {
    let calendar = ApiPath::PublicCalendar(slug.as_str()).to_string();
    let (_, host) = base_url.split_once("//").unwrap_or(("", base_url));
    PageLinks {
        webcal: ["webcal://", host, &calendar].concat(),
        subscribe: ["/t/", slug.as_str(), SUBSCRIBE].concat(),
        calendar,
    }
}

/// The last members of the data in a document.
fn data(page: &PublicTracking, visit: &str) -> Result<String, ApiError> {
    #[derive(Serialize)]
    struct Data<'a> {
        page: &'a PublicTracking,
        visit: &'a str,
    }
    let json = serde_json::to_string(&Data { page, visit }).map_err(ApiError::internal)?;
    Ok(escape_json(json.trim_start_matches('{')))
}

/// Lets the browser load the hero photo before it reaches the image, in the size that it will request.
fn preload(hero: &PublicPhoto) -> String {
    format!(
        "<link rel=\"preload\" as=\"image\" href=\"{}\" imagesrcset=\"{}\" imagesizes=\"{}\" fetchpriority=\"high\">",
        escape_html(&hero.src),
        escape_html(&hero.srcset),
        escape_html(HERO_SIZES)
    )
}

/// The texts for a visitor: in the language of the browser, else in that of the organisation, else in English.
pub(super) fn words(request: &HttpRequest, locale: Option<&str>) -> Words {
    catalogue::choose(wanted(request).into_iter().chain(locale))
}

/// The one answer for everything that is dead or never existed: same status, body and headers for equal requests.
pub async fn not_available(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let words = words(&request, None);
    let document = Document::new(NOT_AVAILABLE, &entries()?.tracking, StatusCode::NOT_FOUND).words(&words);
    let mut response = document.answer()?;
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}

/// A document about mails, with a title and HTML, in a language or in that of the browser.
pub(super) fn subscription(
    request: &HttpRequest,
    language: Option<&str>,
    status: StatusCode,
    title: String,
    content: String,
) -> Result<HttpResponse, ApiError> {
    let words = catalogue::choose(language.into_iter().chain(wanted(request)));
    let document = Document::new(SUBSCRIPTION, &entries()?.tracking, status).words(&words);
    document.value("title", title).value("content", content).answer()
}

/// The one answer for an address with too many requests: it does not depend on the slug.
pub fn too_many_requests(request: &HttpRequest, refusal: &ApiError) -> Result<HttpResponse, ApiError> {
    let seconds = refusal.retry_after_s().unwrap_or(1);
    let words = words(request, None);
    let text = words.fill(Word::TooManyRequestsText, "seconds", &seconds.to_string());
    let mut response = Document::new(TOO_MANY_REQUESTS, &entries()?.tracking, StatusCode::TOO_MANY_REQUESTS)
        .words(&words)
        .value("too_many_requests_text", escape_html(&text))
        .answer()?;
    response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}

/// A page of the staff app, or its "not found" page with status 404.
pub fn unmatched(request: &HttpRequest) -> Result<HttpResponse, ApiError> {
    if !matches!(request.method().as_str(), "GET" | "HEAD") {
        return Err(ApiError::not_found());
    }
    let mut response = staff::document(request, &entries()?.staff).encoded(coding::of(request))?;
    response.extensions_mut().insert(OwnBody);
    Ok(response)
}

fn entries() -> Result<&'static bundle::Entries, ApiError> {
    bundle::entries().ok_or_else(|| {
        let detail = "This server was built without the web app. Run `cargo xtask bundle`, then build it again.";
        ApiError::new(ProblemCode::ServiceUnavailable).detail(detail)
    })
}

#[cfg(test)]
mod tests {
    use shared::app_page::AppPage;

    #[test]
    fn the_shell_knows_the_app() {
        for path in ["/", "/vehicles", "/vehicles/veh_x", "/settings/organization", "/sign-in", "/invite"] {
            assert!(AppPage::at(path).is_some(), "{path}");
        }
        for path in ["/settings/api-keys", "/settings/webhooks", "/settings/webhooks/whk_x", "/settings/audit-log"] {
            assert!(AppPage::at(path).is_some(), "{path}");
        }
        for path in [
            "/settings/api-keys/key_x",
            "/settings/webhooks/a/b",
            "/vehicles/a/b",
            "/nothing",
            "/settings/x",
            "/wp-admin.php",
        ] {
            assert!(AppPage::at(path).is_none(), "{path}");
        }
    }
}
