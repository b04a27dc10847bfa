//! The outermost middleware: what is true of every answer, whoever made it.
//!
//! Request ids, security headers, problems written down, panics caught, one log line, one observation for the metrics.
//! A slug stands in neither: they name the route's template, not the path.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::http::uri::Authority;
use actix_web::http::{ConnectionType, Method, StatusCode, Uri, Version};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, HttpResponse};
use futures_util::FutureExt;
use opentelemetry::Context as TraceContext;
use shared::problem::{Problem, ProblemCode};
use shared::time::Timestamp;

use crate::client_address::{client_address, is_trusted};
use crate::connections::{self, Connections};
use crate::error::{ApiError, Current, Failure};
use crate::limits::Counted;
use crate::metrics::Metrics;
use crate::route::{Audience, takes_its_time};
use crate::route_table::RouteTable;
use crate::site::Site;
use crate::state::state;
use crate::telemetry;
use crate::telemetry::traces::{self, Answered, Traces};
use host::clock::{Clock, Stopwatch, Uptime};
use host::random;

/// What the middleware needs of the server.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// What the operator decided.
    pub site: Arc<Site>,
    /// The clock, which is read once a request.
    pub clock: Clock,
    /// The connections that are open.
    pub connections: Arc<Connections>,
    /// What is counted.
    pub metrics: Arc<Metrics>,
    /// Where traces go, if they are wanted.
    pub traces: Option<Arc<Traces>>,
    /// The routes that there are.
    pub routes: RouteTable,
}

/// What is known of a request, whatever it asks.
#[derive(Debug)]
pub struct RequestContext {
    /// Id of the request: the caller's, when it is well-formed.
    pub request_id: String,
    /// The one instant at which the request happens.
    pub now: Timestamp,
    /// The same moment as limits count it.
    pub uptime: Uptime,
    /// Where it comes from, as far as is known.
    pub address: Option<IpAddr>,
    /// Whether the caller wants the headers only: handlers see a GET.
    pub head: bool,
    audience: Audience,
    /// To which trace it belongs, where traces are wanted.
    trace: Option<TraceContext>,
    path: String,
    site: Arc<Site>,
}

impl RequestContext {
    /// What the operator decided about the site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// The context that the middleware attached to a request.
    ///
    /// # Panics
    /// Never while the middleware is wrapped around the application, as `server::app::application` does.
    pub fn of(request: &HttpRequest) -> Rc<Self> {
        #[expect(
            clippy::expect_used,
            reason = "the middleware wraps every route; a route outside it is a mistake at start"
        )]
        request.extensions().get::<Rc<Self>>().cloned().expect("the middleware is wrapped around the application")
    }
}

/// The middleware. Its [`Surroundings`] are part of the application's state.
pub async fn surround(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut request = request;
    let watch = Stopwatch::start();
    let server = state::<Surroundings>(request.request())?;
    let context = Rc::new(context(&request, &server));
    let method = request.method().clone();
    if method == Method::HEAD {
        // HEAD is like GET (RFC 9110, section 9.3.2); the connection drops the body by itself.
        request.head_mut().method = Method::GET;
    }
    request.extensions_mut().insert(Rc::clone(&context));
    let answered = async {
        if let Some(refusal) = refusal(&request) {
            return Ok::<_, Error>(refused(request, refusal));
        }
        if takes_its_time(request.method(), request.path()) {
            return Ok(next.call(request).await?.map_into_boxed_body());
        }
        match tokio::time::timeout(server.site.request_deadline, next.call(request)).await {
            Ok(answer) => Ok(answer?.map_into_boxed_body()),
            Err(_) => Err(too_slow().into()),
        }
    };
    match AssertUnwindSafe(answered).catch_unwind().await {
        Ok(Ok(response)) => {
            let (request, response) = response.into_parts();
            let route = request.match_pattern();
            let mut response = finish(response, &context);
            if let Some(counted) = request.extensions().get::<Counted>() {
                counted.tell(&mut response);
            }
            connections::make_room(&server.connections, &mut response);
            record(&context, &server, watch, (&method, route.as_deref(), response.status()));
            Ok(ServiceResponse::new(request, response))
        }
        Ok(Err(error)) => {
            let response = finish(error.error_response(), &context);
            record(&context, &server, watch, (&method, server.routes.template_of(&context.path), response.status()));
            Err(InternalError::from_response(error, response).into())
        }
        Err(panic) => {
            server.metrics.panicked();
            let error = ApiError::internal(format!("panic: {}", telemetry::panic_text(&*panic)));
            let response = finish(actix_web::ResponseError::error_response(&error), &context);
            record(&context, &server, watch, (&method, server.routes.template_of(&context.path), response.status()));
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// The longest address, with its query.
const MAX_URI_BYTES: usize = 8 * 1024;

/// Why a request is not even looked at.
fn refusal(request: &ServiceRequest) -> Option<ApiError> {
    if connections::is_one_too_many(request) {
        let detail = "The server has as many connections as it can have. Try again in a moment.";
        return Some(ApiError::new(ProblemCode::ServiceUnavailable).detail(detail));
    }
    if uri_length(request.uri()) > MAX_URI_BYTES {
        return Some(ApiError::new(ProblemCode::UriTooLong));
    }
    if !names_a_host(request) {
        return Some(ApiError::new(ProblemCode::BadRequest).detail("Host must name a host, and no user."));
    }
    // Two accounts of where a body ends: a proxy may have believed the other one (R-47; RFC 9112, section 6.1).
    let headers = request.headers();
    let encoded = headers.contains_key(header::TRANSFER_ENCODING);
    let ambiguous = encoded && (headers.contains_key(header::CONTENT_LENGTH) || request.version() < Version::HTTP_11);
    ambiguous
        .then(|| ApiError::new(ProblemCode::BadRequest).detail("Send Content-Length or Transfer-Encoding, not both."))
}

/// How long an address is, as it stands in the first line.
fn uri_length(uri: &Uri) -> usize {
    let authority = uri.authority().map_or(0, |authority| authority.as_str().len() + "https://".len());
    authority + uri.path_and_query().map_or(0, |path| path.as_str().len())
}

/// Whether the host is one wherever it stands (RFC 9112, section 3.2): nothing is done with it here, but a proxy in front
/// may have read something else in it.
fn names_a_host(request: &ServiceRequest) -> bool {
    let is_host = |authority: &str| {
        authority.parse::<Authority>().is_ok_and(|authority| !authority.host().is_empty()) && !authority.contains('@')
    };
    let given = request.headers().get_all(header::HOST).map(|value| value.to_str().unwrap_or_default());
    given.chain(request.uri().authority().map(Authority::as_str)).all(is_host)
}

/// The refusal, after which the connection ends: what follows on it may be no request.
fn refused(request: ServiceRequest, refusal: ApiError) -> ServiceResponse<BoxBody> {
    let (request, _) = request.into_parts();
    let mut response = actix_web::ResponseError::error_response(&refusal);
    response.head_mut().set_connection_type(ConnectionType::Close);
    ServiceResponse::new(request, response)
}

fn too_slow() -> ApiError {
    ApiError::new(ProblemCode::ServiceUnavailable).detail("The request took too long. Try again in a moment.")
}

fn context(request: &ServiceRequest, server: &Surroundings) -> RequestContext {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let well_formed = |id: &&str| {
        (8..=64).contains(&id.len())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    let (now, uptime) = (server.clock.now(), server.clock.uptime());
    let request_id = given.filter(well_formed).map_or_else(|| random::request_id(now), str::to_owned);
    let path = request.path().to_owned();
    let audience = Audience::of(&path);
    let address = client_address(request.peer_addr(), request.headers(), &server.site.trusted_proxies);
    let head = request.method() == Method::HEAD;
    let trace = server.traces.as_ref().map(|_| {
        let believed = request.peer_addr().is_some_and(|peer| is_trusted(peer.ip(), &server.site.trusted_proxies));
        if believed { traces::parent(request.headers()) } else { TraceContext::new() }
    });
    RequestContext { trace, request_id, now, uptime, address, head, audience, path, site: Arc::clone(&server.site) }
}

/// Writes problems down and adds what every answer carries.
fn finish(mut response: HttpResponse, context: &RequestContext) -> HttpResponse {
    let own = response.extensions_mut().remove::<Failure>();
    let failure = own.or_else(|| foreign_failure(&response));
    if let Some(failure) = failure {
        if let Some(cause) = &failure.cause {
            tracing::error!(request_id = context.request_id, code = failure.code.as_str(), cause, "request failed");
        }
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
    response
}

const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const X_ROBOTS_TAG: HeaderName = HeaderName::from_static("x-robots-tag");

/// What `Cache-Control` says of answers that are true only now: nobody keeps them, and nobody on the way rewrites them.
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
    let Failure { code, detail, errors, allowed_stages, current, allow, retry_after_s, cause: _ } = failure;
    let mut problem = Problem {
        type_uri: format!("{}/problems/{}", context.site.base_url, code.as_str()),
        title: code.title().to_owned(),
        status: code.status(),
        detail,
        instance: (!context.audience.is_public()).then(|| context.path.clone()),
        code,
        request_id: context.request_id.clone(),
        errors,
        allowed_stages,
        tracking_link: None,
        vehicle: None,
        gallery: None,
        note: None,
        organization: None,
        member: None,
        webhook_endpoint: None,
    };
    match current {
        None => {}
        Some(Current::TrackingLink(link)) => problem.tracking_link = Some(link),
        Some(Current::Vehicle(vehicle)) => problem.vehicle = Some(vehicle),
        Some(Current::PhotoGallery(gallery)) => problem.gallery = Some(gallery),
        Some(Current::Note(note)) => problem.note = Some(note),
        Some(Current::Organization(organization)) => problem.organization = Some(organization),
        Some(Current::Member(member)) => problem.member = Some(member),
        Some(Current::WebhookEndpoint(endpoint)) => problem.webhook_endpoint = Some(endpoint),
    }
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

/// Logs and counts an answer.
fn record(
    context: &RequestContext,
    server: &Surroundings,
    watch: Stopwatch,
    (method, route, status): (&Method, Option<&str>, StatusCode),
) {
    let (took, method) = (watch.elapsed(), method_to_log(method));
    server.metrics.answered(method, route, status, took);
    if let (Some(traces), Some(parent)) = (&server.traces, &context.trace) {
        let (route, now, request_id) = (route.unwrap_or("unmatched"), context.now, context.request_id.as_str());
        traces.answered(Answered { method, route, status, now, took, request_id, parent });
    }
    tracing::info!(
        request_id = context.request_id,
        method,
        route = route.unwrap_or("unmatched"),
        status = status.as_u16(),
        duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "request"
    );
}

/// The method, where it is one: a caller may write any token in its place, a slug too.
fn method_to_log(method: &Method) -> &'static str {
    const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::web;

    use super::*;
    use crate::connections::Budget;

    async fn panics() -> HttpResponse {
        panic!("a secret in a panic")
    }

    #[actix_web::test]
    async fn a_panic_is_a_problem_and_the_process_lives() {
        let surroundings = Surroundings {
            site: Arc::new(Site {
                base_url: "http://localhost".to_owned(),
                trusted_proxies: Vec::new(),
                request_deadline: Duration::from_secs(30),
            }),
            clock: Clock::system(),
            connections: Arc::new(Connections::new(Budget::of(1024, 1))),
            metrics: Arc::new(Metrics::new().unwrap()),
            traces: None,
            routes: RouteTable::of(Vec::new()),
        };
        let service = actix_web::App::new()
            .app_data(web::Data::new(surroundings))
            .route("/panics", web::get().to(panics))
            .route("/lives", web::get().to(HttpResponse::Ok))
            .wrap(from_fn(surround));
        let service = init_service(service).await;
        let response = call_service(&service, TestRequest::get().uri("/lives").to_request()).await;
        assert_eq!(response.status(), StatusCode::OK);
        let request = TestRequest::get().uri("/panics").to_request();
        let error = actix_web::dev::Service::call(&service, request).await.unwrap_err();
        let response = error.error_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(response.headers().contains_key("x-request-id"));
        let request = TestRequest::get().uri("/").to_http_request();
        let body = read_body(ServiceResponse::new(request, response)).await;
        let problem: Problem = serde_json::from_slice(&body).unwrap();
        assert_eq!(problem.code, ProblemCode::InternalError);
        assert!(!String::from_utf8_lossy(&body).contains("secret"));
        let response = call_service(&service, TestRequest::get().uri("/lives").to_request()).await;
        assert_eq!(response.status(), StatusCode::OK);
    }
}
