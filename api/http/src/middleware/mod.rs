//! The outermost middleware: everything that applies to every answer.
//!
//! Request ids, security headers, problems, caught panics, one log line and one observation for the metrics. Neither
//! contains a slug: they name the template of the route, not the path.

mod compression;
mod context;
mod finish;
mod problem;
mod refusal;
mod surroundings;

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse};
use futures_util::FutureExt;
use host::clock::Stopwatch;
use shared::problem::ProblemCode;
use store::once_durable;

use self::context::context;
use self::finish::finish;
use self::refusal::{refusal, refused};
use crate::connections;
use crate::cross_origin::{self, preflight};
use crate::error::ApiError;
use crate::limits::Counted;
use crate::route::takes_its_time;
use crate::state::state;
use crate::telemetry;
use crate::telemetry::traces::Answered;

use compression::{Acceptance, compress};

pub use context::RequestContext;
pub use finish::{NOT_KEPT, OwnBody};
pub use refusal::MAX_URI_BYTES;
pub use surroundings::Surroundings;

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
    let acceptance = Acceptance::of(&method, context.audience, &request);
    if method == Method::HEAD {
        // HEAD is like GET (RFC 9110, section 9.3.2); the connection drops the body by itself.
        request.head_mut().method = Method::GET;
    }
    request.extensions_mut().insert(Rc::clone(&context));
    let answered = async {
        if let Some(refusal) = refusal(&request) {
            return Ok::<_, Error>(refused(request, refusal));
        }
        if let Some(answer) = preflight(request.method(), request.path(), request.headers(), &server.routes) {
            return Ok(request.into_response(answer));
        }
        if takes_its_time(request.method(), request.path()) {
            return Ok(next.call(request).await?.map_into_boxed_body());
        }
        match tokio::time::timeout(server.site.request_deadline, next.call(request)).await {
            Ok(answer) => Ok(answer?.map_into_boxed_body()),
            Err(_) => Err(too_slow().into()),
        }
    };
    // The route is found by the path: what failed has taken the request with it.
    let failed = |response: HttpResponse| {
        let (mut response, route) = (finish(response, &context), server.routes.template_of(&context.path));
        cross_origin::vary(context.audience, response.headers_mut());
        let exchange = Exchange { method: &method, route, status: response.status() };
        record(&context, &server, watch, exchange);
        response
    };
    // What was read in a transaction may be another one's that is not durable yet.
    let (answered, durable) = once_durable(AssertUnwindSafe(answered).catch_unwind()).await;
    match durable.map_or_else(|error| Ok(Err(ApiError::from(error).into())), |()| answered) {
        Ok(Ok(response)) => {
            let (request, response) = response.into_parts();
            let route = request.match_pattern();
            let mut response = compress(finish(response, &context), acceptance);
            if let Some(counted) = request.extensions().get::<Counted>() {
                counted.set_headers(&mut response);
            }
            cross_origin::vary(context.audience, response.headers_mut());
            cross_origin::finish(&request, &mut response);
            connections::make_room(&server.connections, &mut response);
            record(
                &context,
                &server,
                watch,
                Exchange { method: &method, route: route.as_deref(), status: response.status() },
            );
            Ok(ServiceResponse::new(request, response))
        }
        Ok(Err(error)) => {
            let response = failed(error.error_response());
            Err(InternalError::from_response(error, response).into())
        }
        Err(panic) => {
            server.metrics.panicked();
            let error = ApiError::internal(format!("panic: {}", telemetry::panic_text(&*panic)));
            let response = failed(actix_web::ResponseError::error_response(&error));
            Err(InternalError::from_response(error, response).into())
        }
    }
}

fn too_slow() -> ApiError {
    ApiError::new(ProblemCode::ServiceUnavailable).detail("The request took too long. Try again in a moment.")
}

/// What was asked, and how it was answered.
struct Exchange<'a> {
    method: &'a Method,
    /// The route's template; none where no route matched.
    route: Option<&'a str>,
    status: StatusCode,
}

/// Logs and counts an answer.
fn record(context: &RequestContext, server: &Surroundings, watch: Stopwatch, exchange: Exchange<'_>) {
    let Exchange { method, route, status } = exchange;
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

/// The method, if it is a known one: a caller may write any token in its place, even a slug.
fn method_to_log(method: &Method) -> &'static str {
    const METHODS: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    METHODS.into_iter().find(|known| *known == method.as_str()).unwrap_or("unknown")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use actix_web::HttpResponse;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::web;
    use host::clock::Clock;
    use shared::problem::Problem;

    use super::*;
    use crate::connections::Budget;
    use crate::connections::Connections;
    use crate::metrics::Metrics;
    use crate::route_table::RouteTable;
    use crate::site::Site;

    async fn panics() -> HttpResponse {
        panic!("a secret in a panic")
    }

    #[actix_web::test]
    async fn a_panic_is_a_problem_and_the_process_lives() {
        let surroundings = Surroundings {
            site: Arc::new(Site {
                base_url: "http://localhost".to_owned(),
                security_contacts: Vec::new(),
                trusted_proxies: Vec::new(),
                sends_mail: false,
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
