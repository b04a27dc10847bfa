//! The metrics: what they count, and what never stands in them.

use std::net::TcpListener;

use actix_web::http::Method;
use serde_json::json;
use server::metrics::listener;
use server::webhooks::worker::pass;
use shared::api_key::Scope;
use shared::paths::ApiPath;
use shared::problem::ProblemCode;
use shared::webhook::WebhookEndpointSecret;

use crate::access::Names;
use crate::live::Line;
use crate::raw_http::exchange;
use crate::support::contract::operations;
use crate::support::exposition::Exposition;
use crate::support::pictures::{jpeg, upload};
use crate::support::program::Serving;
use crate::support::receiver::Receiver;
use crate::support::{Caller, TestApp, both_engines};

both_engines!(
    the_text_is_prometheus_and_counts_what_happened,
    nothing_that_a_caller_writes_stands_in_the_metrics,
    there_are_no_more_series_than_routes_allow,
    the_length_of_the_outbox_is_measured,
    without_the_database_the_rest_is_measured,
    refusals_are_counted_by_limit,
);

/// The metrics of a server, where they are served.
struct Scraper(Caller);

impl Scraper {
    fn of(app: &TestApp) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", socket.local_addr().unwrap());
        actix_web::rt::spawn(listener::serve(app.app.scraped(), socket).unwrap());
        Self(Caller::new(&base, None))
    }

    async fn text(&self) -> String {
        self.0.get("/metrics").await.expect(200).text()
    }

    async fn read(&self) -> Exposition {
        Exposition::parse(&self.text().await)
    }
}

fn is(value: f64, expected: f64) -> bool {
    (value - expected).abs() < f64::EPSILON
}

async fn the_text_is_prometheus_and_counts_what_happened(app: TestApp) {
    let (org, scraper) = (app.organization().await, Scraper::of(&app));
    let count = |text: &Exposition, method, status| {
        let labels = [("method", method), ("route", "/api/v1/vehicles"), ("status", status)];
        text.sum("http_request_duration_seconds_count", &labels)
    };
    org.vehicle().await;
    let first = scraper.read().await;
    org.vehicle().await;
    for _ in 0..3 {
        org.viewer.get(ApiPath::Vehicles).await.expect(200);
        app.anonymous().get(ApiPath::Vehicles).await.expect(401);
    }
    let (vehicle, slug) = org.live_slug().await;
    let _line = Line::open(&app.base, &slug).await;
    upload(&org, &vehicle, &jpeg(40, 30)).await;
    let second = scraper.read().await;
    assert!(is(count(&second, "POST", "2xx"), count(&first, "POST", "2xx") + 2.0));
    assert!(is(count(&second, "GET", "2xx"), 3.0) && is(count(&second, "GET", "4xx"), 3.0));
    assert!(is(second.value("importops_event_streams"), 1.0) && is(second.value("importops_photo_queue_length"), 0.0));
    assert!(second.value("importops_photo_threads") >= 1.0 && second.value("importops_photo_threads_busy") <= 4.0);
    assert!(is(second.value("importops_database_up"), 1.0) && second.value("importops_database_wait_seconds") < 2.0);
    assert!(second.value("importops_database_connections_max") >= 9.0);
    assert!(second.value("importops_database_connections") >= second.value("importops_database_connections_idle"));
    let zeros = ["importops_panics_total", "importops_photo_panics_total", "importops_background_failures_total"];
    assert!(zeros.into_iter().all(|name| is(second.value(name), 0.0)));
    let ours = |name: &str| ["http_", "importops_", "process_"].iter().any(|prefix| name.starts_with(prefix));
    assert!(second.families().all(ours));
    #[cfg(target_os = "linux")]
    assert!(second.value("process_resident_memory_bytes") > 1e6 && second.value("process_open_fds") > 5.0);
}

async fn nothing_that_a_caller_writes_stands_in_the_metrics(app: TestApp) {
    let (org, scraper) = (app.organization().await, Scraper::of(&app));
    let (vehicle, slug) = org.live_slug().await;
    let key = org.key_made(&[Scope::VehiclesRead]).await.secret;
    for path in [
        format!("/t/{slug}"),
        format!("/t/{slug}/{slug}"),
        format!("/{slug}"),
        format!("/assets/{slug}"),
        format!("/api/docs/{slug}"),
        format!("/problems/{slug}"),
        format!("/api/v1/{slug}?api_key={key}"),
        ApiPath::PublicTracking(&slug).to_string(),
        ApiPath::PublicPhoto(&slug, "canary").to_string(),
        ApiPath::Vehicle(&vehicle).to_string(),
        format!("/api/v1/vehicles/ext:{slug}"),
    ] {
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::from_bytes(slug.as_bytes()).unwrap()] {
            let request = format!("{method} {path} HTTP/1.1\r\nHost: x\r\nX-Request-Id: {slug}\r\nConnection: close");
            exchange(&app.base, &format!("{request}\r\nAuthorization: Bearer {key}\r\n\r\n")).await;
        }
    }
    let text = scraper.text().await;
    let mut secrets = vec![slug, key, vehicle.to_string(), org.id.to_string(), org.admin_email.clone()];
    secrets.extend(org.members.iter().map(ToString::to_string));
    for secret in secrets.iter().map(|secret| secret.to_lowercase()).chain(["canary".into(), "harbour".into()]) {
        assert!(!text.to_lowercase().contains(&secret), "{secret} in {text}");
    }
    // Controls: all of it was counted, by templates.
    let read = Exposition::parse(&text);
    for route in ["/t/{slug}", "/api/v1/public/tracking/{slug}", "/api/v1/vehicles/{vehicle_id}", "unmatched"] {
        assert!(read.values_of("route").contains(&route), "{route} in {text}");
    }
    assert!(read.values_of("method").contains(&"unknown"));
}

async fn there_are_no_more_series_than_routes_allow(app: TestApp) {
    let (scraper, names) = (Scraper::of(&app), Names::unknown());
    let ask = async |round: usize| {
        for (_, template, _) in operations() {
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
                let method = Method::from_bytes(method.as_bytes()).unwrap();
                app.anonymous().send(method, &names.fill(template), None, Vec::new()).await;
            }
        }
        for n in 0..20 {
            app.anonymous().get(format!("/nowhere-{round}-{n}")).await;
        }
    };
    ask(1).await;
    let first = scraper.read().await.len();
    ask(2).await;
    assert_eq!(scraper.read().await.len(), first);
    // Seventeen lines a histogram: a method of a route has two classes here, and `unmatched` few more.
    assert!(first < 17 * (3 * operations().len() + 40) + 60, "{first}");
}

async fn the_length_of_the_outbox_is_measured(app: TestApp) {
    let (org, scraper, receiver) = (app.organization().await, Scraper::of(&app), Receiver::start());
    let hook = json!({ "url": receiver.url });
    let _: WebhookEndpointSecret = org.admin.post(ApiPath::WebhookEndpoints, hook).await.json(201);
    let outbox = |text: &Exposition| {
        ["pending", "oldest_seconds", "overdue_seconds"].map(|name| text.value(&format!("importops_outbox_{name}")))
    };
    assert!(outbox(&scraper.read().await).into_iter().all(|value| is(value, 0.0)));
    org.vehicle().await;
    app.clock.advance_ms(90_000);
    let [pending, oldest, overdue] = outbox(&scraper.read().await);
    assert!(pending >= 1.0 && is(oldest, 90.0) && is(overdue, 90.0), "{pending} {oldest} {overdue}");
    pass(&app.app.deliverer()).await.unwrap();
    assert!(outbox(&scraper.read().await).into_iter().all(|value| is(value, 0.0)));
}

async fn without_the_database_the_rest_is_measured(app: TestApp) {
    let scraper = Scraper::of(&app);
    app.app.store.close().await;
    app.anonymous().get("/healthz").await.expect(200);
    let text = scraper.read().await;
    assert!(is(text.value("importops_database_up"), 0.0) && !text.has("importops_outbox_pending"));
    assert!(is(text.sum("http_request_duration_seconds_count", &[("route", "/healthz")]), 1.0));
}

async fn refusals_are_counted_by_limit(app: TestApp) {
    let scraper = Scraper::of(&app);
    let refused = |text: &Exposition, limit| text.sum("importops_requests_refused_total", &[("limit", limit)]);
    let limits = ["rate", "body_size", "address_length", "capacity"];
    let before = scraper.read().await;
    assert!(limits.into_iter().all(|limit| is(refused(&before, limit), 0.0)));
    let long = format!("/{}", "x".repeat(9_000));
    app.anonymous().get(long).await.problem(ProblemCode::UriTooLong);
    let path = ApiPath::Session.to_string();
    let large = app.anonymous().send(Method::POST, &path, Some("application/json"), vec![b' '; 300_000]).await;
    large.problem(ProblemCode::PayloadTooLarge);
    let after = scraper.read().await;
    assert!(is(refused(&after, "address_length"), 1.0) && is(refused(&after, "body_size"), 1.0));
    assert!(is(refused(&after, "rate"), 0.0));
}

#[actix_web::test]
async fn the_metrics_have_a_listener_of_their_own_and_only_when_wanted() {
    let directory = tempfile::tempdir().unwrap();
    let serving = Serving::start_with(directory.path(), &[("IMPORTOPS_METRICS_LISTEN", "127.0.0.1:0")]);
    let metrics = serving.metrics.clone().unwrap();
    let (base, path) = metrics.rsplit_once('/').map(|(base, path)| (base, format!("/{path}"))).unwrap();
    let (main, scraper) = (Caller::new(&serving.base, None), Caller::new(base, None));
    main.get("/healthz").await.expect(200);
    let answer = scraper.get(&path).await;
    assert_eq!(answer.expect(200).header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let text = Exposition::parse(&answer.text());
    assert!(is(text.sum("http_request_duration_seconds_count", &[("route", "/healthz")]), 1.0));
    for nothing in ["/", "/healthz", "/readyz", "/t/00000000000000000000000000"] {
        assert_eq!(scraper.get(nothing).await.expect(404).text(), "");
    }
    main.get("/metrics").await.expect(404);
    let directory = tempfile::tempdir().unwrap();
    let without = Serving::start(directory.path());
    assert_eq!(without.metrics, None);
}
