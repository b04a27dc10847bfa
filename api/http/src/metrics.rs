//! Metrics for operators, in the text format of Prometheus.
//!
//! Labels contain only values written in the program, never input: a request is labelled with the template of its
//! route, as in the log. So no slug and no id can appear here, and callers cannot create series.

use std::time::Duration;

use actix_web::http::StatusCode;
use prometheus::{HistogramOpts, HistogramVec, IntCounter, IntCounterVec, Opts, Registry};

/// Upper bounds of the histogram of requests, in seconds: a page takes milliseconds, an upload seconds, and nothing
/// else longer than the deadline of thirty.
const BUCKETS_S: [f64; 14] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Background work, by name.
pub const TASKS: [&str; 6] =
    ["count_old_urls", "count_views", "deliver_events", "sweep", "watch_open_pages", "write_failed_sign_ins"];

/// What was counted since the start.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    requests: HistogramVec,
    refused: IntCounterVec,
    panics: IntCounter,
    background: IntCounterVec,
    sweeps_refused: IntCounter,
}

impl Metrics {
    /// Nothing counted yet. Fails only when two families have one name.
    pub fn new() -> Result<Self, prometheus::Error> {
        let durations =
            HistogramOpts::new("http_request_duration_seconds", "Time until the head of a response is ready.");
        let refused =
            Opts::new("importops_requests_refused_total", "Requests refused because of a limit, by the limit.");
        let background = Opts::new("importops_background_failures_total", "Failures of background work, by task.");
        let metrics = Self {
            registry: Registry::new(),
            requests: HistogramVec::new(durations.buckets(BUCKETS_S.to_vec()), &["method", "route", "status"])?,
            refused: IntCounterVec::new(refused, &["limit"])?,
            panics: IntCounter::new("importops_panics_total", "Requests that ended in a panic: each is a defect.")?,
            background: IntCounterVec::new(background, &["task"])?,
            sweeps_refused: IntCounter::new(
                "importops_photo_sweeps_refused_total",
                "Sweeps that removed nothing because too many files looked like leftovers.",
            )?,
        };
        metrics.registry.register(Box::new(metrics.requests.clone()))?;
        metrics.registry.register(Box::new(metrics.refused.clone()))?;
        metrics.registry.register(Box::new(metrics.panics.clone()))?;
        metrics.registry.register(Box::new(metrics.background.clone()))?;
        metrics.registry.register(Box::new(metrics.sweeps_refused.clone()))?;
        // Counters start at zero, so that the first occurrence shows as an increase.
        for (_, limit) in LIMITS {
            metrics.refused.with_label_values(&[limit]);
        }
        for task in TASKS {
            metrics.background.with_label_values(&[task]);
        }
        Ok(metrics)
    }

    /// The counts so far, for a scrape.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Counts an answer: the method and the template of the route as they are in the log.
    pub fn answered(&self, method: &'static str, route: Option<&str>, status: StatusCode, took: Duration) {
        // A method that a route does not have says nothing about it, and would create a series for every method.
        let route = route.filter(|_| status != StatusCode::METHOD_NOT_ALLOWED).unwrap_or("unmatched");
        self.requests.with_label_values(&[method, route, class(status)]).observe(took.as_secs_f64());
        if let Some((_, limit)) = LIMITS.iter().find(|(refusal, _)| *refusal == status) {
            self.refused.with_label_values(&[*limit]).inc();
        }
    }

    /// Counts a request that ended in a panic.
    pub fn panicked(&self) {
        self.panics.inc();
    }

    /// Counts a sweep that removed nothing.
    pub fn sweep_refused(&self) {
        self.sweeps_refused.inc();
    }

    /// Counts a failure of background work.
    pub fn background_failed(&self, task: &'static str) {
        self.background.with_label_values(&[task]).inc();
    }
}

/// The statuses that mean a limit, and what it limits.
const LIMITS: [(StatusCode, &str); 4] = [
    (StatusCode::TOO_MANY_REQUESTS, "rate"),
    (StatusCode::PAYLOAD_TOO_LARGE, "body_size"),
    (StatusCode::URI_TOO_LONG, "address_length"),
    (StatusCode::SERVICE_UNAVAILABLE, "capacity"),
];

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}
