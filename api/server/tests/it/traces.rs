//! Traces for OpenTelemetry: a span for each request, with nothing in it that the log does not say.

use std::sync::{Arc, Mutex};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;
use shared::paths::ApiPath;

use crate::support::Caller;
use crate::support::program::{PASSWORD, Serving, create_organization};

const SLUG: &str = "tracecanary22222222222222z";
const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// What was sent to a receiver: the path, a header, the body.
type Sent = Arc<Mutex<Vec<(String, String, Vec<u8>)>>>;

/// A receiver, and where it is.
fn receiver() -> (String, Sent) {
    async fn receive(request: HttpRequest, body: web::Bytes, sent: web::Data<Sent>) -> HttpResponse {
        let key = request.headers().get("x-key").map(|value| value.to_str().unwrap().to_owned());
        sent.lock().unwrap().push((request.path().to_owned(), key.unwrap_or_default(), body.to_vec()));
        HttpResponse::Ok().content_type("application/x-protobuf").finish()
    }
    let sent = Sent::default();
    let data = web::Data::new(sent.clone());
    let server = HttpServer::new(move || App::new().app_data(data.clone()).default_service(web::to(receive)))
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
    let url = format!("http://{}/", server.addrs()[0]);
    actix_web::rt::spawn(server.run());
    (url, sent)
}

fn value(attributes: &[KeyValue], key: &str) -> String {
    let found = attributes.iter().find(|attribute| attribute.key == key).unwrap_or_else(|| panic!("{key}"));
    match found.value.as_ref().unwrap().value.as_ref().unwrap() {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => number.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Asks a server with these settings for two things, stops it, and gives what it sent.
async fn traced(settings: &[(&str, &str)], sent: &Sent) -> Vec<(String, String, Vec<u8>)> {
    let directory = tempfile::tempdir().unwrap();
    assert!(create_organization(directory.path(), PASSWORD).status.success());
    let mut serving = Serving::start_with(directory.path(), settings);
    let caller = Caller::new(&serving.base, None).with("traceparent", PARENT).with("x-request-id", "traced-000001");
    caller.get(ApiPath::PublicTracking(SLUG)).await.expect(404);
    caller.get(ApiPath::Vehicles).await.expect(401);
    serving.signal("TERM");
    // The server waits for the receiver, which is on this thread.
    let ended = web::block(move || serving.wait().success()).await.unwrap();
    assert!(ended);
    std::mem::take(&mut sent.lock().unwrap())
}

fn spans(sent: &[(String, String, Vec<u8>)]) -> (Vec<KeyValue>, Vec<Span>) {
    let (mut resource, mut spans) = (Vec::new(), Vec::new());
    for (_, _, body) in sent {
        for group in ExportTraceServiceRequest::decode(body.as_slice()).unwrap().resource_spans {
            resource = group.resource.unwrap().attributes;
            spans.extend(group.scope_spans.into_iter().flat_map(|scope| scope.spans));
        }
    }
    (resource, spans)
}

#[actix_web::test]
async fn each_request_is_a_span_without_its_slug() {
    let (url, sent) = receiver();
    let settings = [
        ("IMPORTOPS_OTLP_ENDPOINT", url.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=secret"),
        ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"),
    ];
    let sent = traced(&settings, &sent).await;
    assert!(sent.iter().all(|(path, key, _)| path == "/v1/traces" && key == "secret"), "{sent:?}");
    assert!(!sent.iter().any(|(_, _, body)| body.windows(8).any(|window| window == &SLUG.as_bytes()[..8])));
    let (resource, spans) = spans(&sent);
    assert_eq!(value(&resource, "service.name"), "importops");
    assert_eq!(value(&resource, "deployment.environment.name"), "test");
    let page = spans.iter().find(|span| span.name == "GET /api/v1/public/tracking/{slug}").unwrap();
    assert_eq!(value(&page.attributes, "http.request.method"), "GET");
    assert_eq!(value(&page.attributes, "http.route"), "/api/v1/public/tracking/{slug}");
    assert_eq!(value(&page.attributes, "http.response.status_code"), "404");
    assert_eq!(value(&page.attributes, "importops.request_id"), "traced-000001");
    assert!(page.end_time_unix_nano > page.start_time_unix_nano);
    assert!(spans.iter().any(|span| value(&span.attributes, "http.response.status_code") == "401"));
    // Anybody can say that a request belongs to a trace.
    assert!(page.parent_span_id.is_empty() && !PARENT.contains(&hex(&page.trace_id)));
}

#[actix_web::test]
async fn a_trusted_proxy_says_which_trace() {
    let (url, sent) = receiver();
    let settings = [("IMPORTOPS_OTLP_ENDPOINT", url.as_str()), ("IMPORTOPS_TRUSTED_PROXIES", "127.0.0.0/8")];
    let (_, spans) = spans(&traced(&settings, &sent).await);
    let page = spans.iter().find(|span| span.name.starts_with("GET /api/v1/public/")).unwrap();
    assert_eq!(format!("00-{}-{}-01", hex(&page.trace_id), hex(&page.parent_span_id)), PARENT);
}

#[actix_web::test]
async fn no_request_waits_for_a_receiver_that_is_not_there() {
    let (_, sent) = receiver();
    // A port that nothing listens on any more.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("http://{closed}");
    assert!(traced(&[("IMPORTOPS_OTLP_ENDPOINT", &url)], &sent).await.is_empty());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
