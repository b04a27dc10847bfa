//! Headers of every answer, and how a problem is written.

use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use shared::problem::ProblemCode;

use super::context::RequestContext;
use super::problem::problem;
use crate::error::{ApiError, Failure};

/// Writes problems and adds the headers of every answer.
pub(super) fn finish(mut response: HttpResponse, context: &RequestContext) -> HttpResponse {
    let own = response.extensions_mut().remove::<Failure>();
    let failure = own.or_else(|| foreign_failure(&response));
    if let Some(failure) = failure {
        response = write_problem(response, failure, context);
    }
    let is_public = context.audience.is_public();
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(&context.request_id) {
        headers.insert(X_REQUEST_ID, id);
    }
    for (name, value) in EVERY_ANSWER {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if context.site.is_https() {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        let policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    }
    if is_public {
        headers.insert(X_ROBOTS_TAG, HeaderValue::from_static(ROBOTS));
    }
    if context.is_last {
        response.head_mut().set_connection_type(ConnectionType::Close);
    }
    response
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// `Cache-Control` for answers that are valid only now: they are not stored, and proxies must not rewrite them.
pub const NOT_KEPT: &str = "no-store, no-transform";

/// no page of a customer ever in a search engine.
const ROBOTS: &str = "noindex, nofollow, noarchive, nosnippet, noimageindex";

/// on every answer, whatever it is.
const EVERY_ANSWER: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (
        header::PERMISSIONS_POLICY,
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), interest-cohort=()",
    ),
];

/// A failure of the framework's own, as a problem.
fn foreign_failure(response: &HttpResponse) -> Option<Failure> {
    let status = response.status();
    let has_own_body = response.extensions().get::<OwnBody>().is_some();
    if has_own_body || !(status.is_client_error() || status.is_server_error()) {
        return None;
    }
    let code = match status {
        StatusCode::NOT_FOUND => ProblemCode::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => ProblemCode::MethodNotAllowed,
        StatusCode::URI_TOO_LONG => ProblemCode::UriTooLong,
        StatusCode::PAYLOAD_TOO_LARGE => ProblemCode::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ProblemCode::UnsupportedMediaType,
        status if status.is_client_error() => ProblemCode::BadRequest,
        _ => ProblemCode::InternalError,
    };
    let error = ApiError::new(code);
    actix_web::ResponseError::error_response(&error).extensions_mut().remove::<Failure>()
}

/// Marks an answer above 399 whose body is a page of ours, not a problem to write.
#[derive(Debug, Clone, Copy)]
pub struct OwnBody;

fn write_problem(response: HttpResponse, failure: Failure, context: &RequestContext) -> HttpResponse {
    let (code, allow, retry_after_s) = (failure.code, failure.allow.clone(), failure.retry_after_s);
    let problem = problem(failure, context);
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut answer = HttpResponse::build(status);
    if response.head().connection_type() == ConnectionType::Close {
        answer.force_close();
    }
    answer.content_type("application/problem+json");
    for (name, value) in response.headers().iter().filter(|(name, _)| **name != header::CONTENT_TYPE) {
        answer.append_header((name.clone(), value.clone()));
    }
    if let Some(allow) = allow {
        answer.insert_header((header::ALLOW, allow));
    }
    if status == StatusCode::UNAUTHORIZED {
        answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
    }
    let busy = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(2);
    if let Some(seconds) = retry_after_s.or(busy) {
        answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
    }
    answer.body(serde_json::to_vec(&problem).unwrap_or_default())
}
