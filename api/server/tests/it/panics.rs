//! a panic in any handler is the one 500, and the connection, the process and the database go on.

use std::io::Write;
use std::sync::{Arc, Mutex};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::{Next, from_fn};
use actix_web::test::{TestRequest, init_service};
use actix_web::{Error, HttpServer, web};
use api_http::RequestContext;
use api_http::state::state;
use serde_json::{Value, json};
use server::app::application_with;
use server::routes;
use shared::ids::OrganizationId;
use shared::link_options::LinkOptions;
use shared::paths::ApiPath;
use shared::problem::{Problem, ProblemCode};
use store::Store;
use store::organizations::{self, OrganizationFields};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tracing_subscriber::layer::SubscriberExt;

use crate::access::{Names, send, valid_body};
use crate::support::contract::operations;
use crate::support::exposition::Exposition;
use crate::support::{Answer, Caller, TestApp, both_engines};

both_engines!(
    a_panic_in_any_handler_is_the_one_500,
    a_panic_is_logged_without_what_it_says,
    a_panic_gives_back_what_was_taken,
    an_answer_that_a_panic_swallowed_is_given_at_the_retry,
    the_connection_goes_on_after_a_panic,
);

/// What no answer and no log may tell.
const CANARY: &str = "panic-canary";

/// The routes of the product; the header `x-panic` makes them panic before or after their handler, or in a transaction.
fn routes_that_panic(config: &mut web::ServiceConfig) {
    config.service(web::scope("").wrap(from_fn(panic_when_asked)).configure(routes::configure));
}

async fn panic_when_asked(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let when = request.headers().get("x-panic").map(|value| value.to_str().unwrap().to_owned());
    let path = request.path().to_owned();
    match when.as_deref() {
        None => return next.call(request).await,
        Some("before") => {}
        Some("after") => drop(next.call(request).await),
        Some(_) => {
            let store = state::<Store>(request.request()).unwrap();
            let now = RequestContext::of(request.request()).now;
            let mut tx = store.begin_across().await.unwrap();
            let fields = OrganizationFields {
                name: CANARY.into(),
                country: "DE".into(),
                locale: None,
                time_zone: "Europe/Berlin".into(),
                contact_email: None,
                contact_phone: None,
                currency: "EUR".into(),
                link_defaults: LinkOptions::ALL_ON,
                allowed_origins: Vec::new(),
            };
            let id = OrganizationId::from_u128(host::random::id(now));
            organizations::insert(&mut tx, &id, &fields, now).await.unwrap();
            panic!("{CANARY} with a transaction");
        }
    }
    panic!("{CANARY} at {path}")
}

/// The same server with routes that panic.
fn panicking(app: &TestApp) -> String {
    let parts = app.app.clone();
    let server =
        HttpServer::new(move || application_with(parts.clone(), routes_that_panic)).workers(1).disable_signals();
    let server = server.bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    base
}

fn assert_is_the_one_500(answer: &Answer, what: &str) {
    let problem: Problem = answer.problem(ProblemCode::InternalError);
    assert_eq!(problem.request_id, answer.header("x-request-id"), "{what}");
    assert!(problem.request_id.len() >= 8 && problem.errors.is_empty(), "{what}");
    assert_eq!(problem.detail, ProblemCode::InternalError.explanation().trim(), "{what}");
    assert_eq!(
        (answer.header("x-content-type-options"), answer.header("cache-control")),
        ("nosniff", "no-store, no-transform")
    );
    let whole = format!("{} {:?}", answer.text(), answer.headers);
    assert!(!whole.contains(CANARY) && !whole.contains("panic") && !whole.contains(".rs"), "{what}: {whole}");
}

/// Whoever may do everything that members and the operator may.
fn caller_of(operation: &Value, admin: &Caller, operator: &Caller) -> Caller {
    if operation["operationId"] == "set_subscription" { operator.clone() } else { admin.clone() }
}

async fn a_panic_in_any_handler_is_the_one_500(app: TestApp) {
    let (org, base) = (app.organization().await, panicking(&app));
    let (admin, operator) = (org.admin.at(&base), app.operator().at(&base));
    let names = Names { vehicle: org.vehicle().await.id, ..Names::unknown() };
    let mut panicked = 0;
    for (method, template, operation) in operations() {
        let caller = caller_of(operation, &admin, &operator);
        for when in ["before", "after"] {
            let (path, body) = (names.fill(template), valid_body(operation["operationId"].as_str().unwrap()));
            let answer = send(&caller.with("x-panic", when), method.clone(), &path, body).await;
            assert_is_the_one_500(&answer, &format!("{when} {method} {template}"));
            panicked += 1;
        }
        admin.get("/healthz").await.expect(200);
    }
    assert_eq!(panicked, 2 * operations().len());
    // What is no operation of the API: pages, and what nothing matches.
    for path in ["/t/00000000000000000000000000", "/readyz", "/robots.txt", "/problems/not_found"] {
        assert_is_the_one_500(&admin.with("x-panic", "before").get(path).await, path);
    }
    // The counter that operators are woken up by.
    let metrics = Exposition::parse(&app.app.scraped().text().await.unwrap());
    assert_eq!(metrics.value("importops_panics_total").to_string(), (panicked + 4).to_string());
    let failed =
        |route| metrics.has_series("http_request_duration_seconds_count", &[("route", route), ("status", "5xx")]);
    assert!(failed("/api/v1/vehicles/{vehicle_id}/tracking-link") && failed("/t/{slug}") && failed("/robots.txt"));
    assert!(!failed("unmatched"), "every route that panics is named");
    org.vehicle().await;
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn a_panic_is_logged_without_what_it_says(app: TestApp) {
    let kept = Kept::default();
    let writer = kept.clone();
    let layer = api_http::telemetry::layer(tracing::Level::INFO, move || writer.clone());
    // While there is one subscriber only, what another thread logs first is settled by that thread, which has none.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    // This thread's log: the service runs on it.
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    tracing::callsite::rebuild_interest_cache();
    let service = init_service(application_with(app.app.clone(), routes_that_panic)).await;
    let request = TestRequest::with_uri("/api/v1/public/tracking/00000000000000000000000000");
    let request = request.insert_header(("x-panic", "before")).insert_header(("x-request-id", "panicked-0001"));
    assert!(actix_web::dev::Service::call(&service, request.to_request()).await.is_err());
    drop(guard);
    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    let failed = log.lines().find(|line| line.contains("request failed")).unwrap_or_else(|| panic!("{log}"));
    assert!(failed.contains("\"level\":\"ERROR\"") && failed.contains("panicked-0001") && failed.contains("panic: "));
    assert!(log.contains("\"route\":\"/api/v1/public/tracking/{slug}\""), "{log}");
    assert!(!log.contains(CANARY) && !log.contains("00000000000000000000000000"), "{log}");
}

async fn a_panic_gives_back_what_was_taken(app: TestApp) {
    let (org, base) = (app.organization().await, panicking(&app));
    // More often than there are connections.
    for _ in 0..30 {
        let answer = org.admin.at(&base).with("x-panic", "in a transaction").get(ApiPath::Vehicles).await;
        assert_is_the_one_500(&answer, "in a transaction");
    }
    org.vehicle().await;
    let admin = org.admin.at(&base);
    admin.post(ApiPath::Vehicles, json!({ "year": 2021, "make": "A", "model": "B" })).await.expect(201);
    if !app.is_sqlite() {
        // SQLite's files keep what was rolled back until it is written over.
        assert!(!app.dump().await.contains(CANARY));
    }
}

/// the effect was committed, then the answer was lost.
async fn an_answer_that_a_panic_swallowed_is_given_at_the_retry(app: TestApp) {
    let (org, base) = (app.organization().await, panicking(&app));
    let editor = org.editor.at(&base).with("idempotency-key", "swallowed-once");
    let body = json!({ "year": 2021, "make": "Toyota", "model": "Hilux" });
    assert_is_the_one_500(&editor.with("x-panic", "after").post(ApiPath::Vehicles, &body).await, "after");
    let again = editor.post(ApiPath::Vehicles, &body).await;
    assert_eq!((again.expect(201).header("idempotency-replayed"), again.status), ("true", 201));
    let listed = org.viewer.get(ApiPath::Vehicles).await.value(200);
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
}

async fn the_connection_goes_on_after_a_panic(app: TestApp) {
    let base = panicking(&app);
    let mut stream = TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
    for when in ["before", "after", "before"] {
        for (headers, status) in [(format!("x-panic: {when}\r\n"), "500"), (String::new(), "200")] {
            let request = format!("{} /healthz HTTP/1.1\r\nHost: x\r\n{headers}\r\n", Method::GET);
            stream.write_all(request.as_bytes()).await.unwrap();
            let answer = one_answer(&mut stream).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{when}: {answer}");
        }
    }
}

/// One answer, as long as it says that it is; the connection stays open.
async fn one_answer(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    loop {
        answer.push(char::from(stream.read_u8().await.unwrap()));
        let Some((head, body)) = answer.split_once("\r\n\r\n") else { continue };
        let length =
            head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) {
            return answer;
        }
    }
}
