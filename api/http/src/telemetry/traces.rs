//! Traces for OpenTelemetry, if the operator enables them: a span for each request, sent by OTLP.
//!
//! Like the log, a span contains the template of the route and never the path, so there is no slug in it. Its
//! attributes are named by the semantic conventions (<https://opentelemetry.io/docs/specs/semconv/http/http-spans/>). A
//! trace begins here, unless a trusted proxy says which one a request belongs to: otherwise anybody could write into
//! other people's traces.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderMap, HeaderName};
use async_trait::async_trait;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span, SpanKind, Status, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::resource::{EnvResourceDetector, TelemetryResourceDetector};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use reqwest::redirect::Policy;
use shared::time::Timestamp;
use tokio::runtime::Handle;

use host::tls;

/// How long the receiver may take for a batch of spans, and for the rest when the server stops.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Sends spans. No request waits for it: what cannot be sent is dropped, and the log says so.
pub struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

/// A request that was answered.
#[derive(Debug)]
pub struct Answered<'a> {
    /// The method, as in the log.
    pub method: &'static str,
    /// The template of the route.
    pub route: &'a str,
    /// The status.
    pub status: StatusCode,
    /// When it came.
    pub now: Timestamp,
    /// How long it took until the head of the response was ready.
    pub took: Duration,
    /// Id of the request.
    pub request_id: &'a str,
    /// What it is a part of.
    pub parent: &'a Context,
}

/// Why spans cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// The certificates that the system trusts cannot be used.
    #[error("cannot send traces: TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// No HTTP client.
    #[error("cannot send traces: {0}")]
    Client(#[from] reqwest::Error),
    /// The SDK does not take the settings in its own environment variables, `OTEL_…`.
    #[error("cannot send traces: {0}")]
    Exporter(#[from] ExporterBuildError),
}

impl Traces {
    /// Sends to the traces of an OTLP receiver (<https://opentelemetry.io/docs/specs/otlp/#otlphttp-request>), from the
    /// runtime that this is called in.
    pub fn to(endpoint: &str) -> Result<Self, TracesError> {
        let client = reqwest::Client::builder().tls_backend_preconfigured(tls::client_config()?);
        let client = client.redirect(Policy::none()).no_proxy().timeout(TIMEOUT).build()?;
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(OnRuntime { client, runtime: Handle::current() })
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{endpoint}/v1/traces"))
            .with_timeout(TIMEOUT)
            .build()?;
        let resource = Resource::builder_empty()
            .with_attribute(KeyValue::new("service.name", "importops"))
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_detector(Box::new(TelemetryResourceDetector))
            // The operator's `OTEL_RESOURCE_ATTRIBUTES` take precedence.
            .with_detector(Box::new(EnvResourceDetector::new()))
            .build();
        let provider = SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
        let tracer = provider.tracer("importops");
        Ok(Self { provider, tracer })
    }

    /// Records a request.
    pub fn answered(&self, answered: Answered<'_>) {
        let Answered { method, route, status, now, took, request_id, parent } = answered;
        let unix_ms = u64::try_from(now.unix_ms()).unwrap_or(0);
        let began_at = SystemTime::UNIX_EPOCH + Duration::from_millis(unix_ms);
        let attributes = [
            KeyValue::new("http.request.method", method),
            KeyValue::new("http.route", route.to_owned()),
            KeyValue::new("http.response.status_code", i64::from(status.as_u16())),
            KeyValue::new("importops.request_id", request_id.to_owned()),
        ];
        let builder = self.tracer.span_builder(format!("{method} {route}")).with_kind(SpanKind::Server);
        let builder = builder.with_start_time(began_at).with_attributes(attributes);
        let mut span = self.tracer.build_with_context(builder, parent);
        if status.is_server_error() {
            span.set_status(Status::error(""));
        }
        span.end_with_timestamp(began_at + took);
    }

    /// Sends the remaining spans; nothing is sent afterwards.
    pub async fn stop(self: Arc<Self>) {
        // It waits for the client, which is on this runtime.
        let stopped = tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(TIMEOUT)).await;
        if !matches!(stopped, Ok(Ok(()))) {
            tracing::warn!("the last traces may not have arrived");
        }
    }
}

impl fmt::Debug for Traces {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Traces")
    }
}

/// Which trace a request belongs to (<https://www.w3.org/TR/trace-context/>).
pub fn parent(headers: &HeaderMap) -> Context {
    TraceContextPropagator::new().extract_with_context(&Context::new(), &Headers(headers))
}

struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}

/// Sends from the server's runtime: the SDK asks on a thread that has none.
#[derive(Debug)]
struct OnRuntime {
    client: reqwest::Client,
    runtime: Handle,
}

#[async_trait]
impl HttpClient for OnRuntime {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let client = self.client.clone();
        self.runtime.spawn(async move { client.send_bytes(request).await }).await?
    }
}
