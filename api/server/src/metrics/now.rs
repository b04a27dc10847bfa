//! What is read at the moment in which somebody asks for it: pools, queues, lines, the process.

use std::sync::Arc;

use api_http::connections::Connections;
use api_http::metrics::Metrics;
use api_http::telemetry::writer::dropped_lines;
use host::clock::{Clock, Stopwatch};
use pictures::Workers;
use prometheus::{IntGaugeVec, Opts, Registry, TextEncoder};
use shared::time::Timestamp;
use store::deliveries::backlog::{self, Backlog};
use store::{Across, PoolUsage, Store};
use tracking::{Live, PageViewCounts};

use super::gauges::{as_i64, counter, number, put, whole};
use super::process;

type Result<T> = std::result::Result<T, prometheus::Error>;

/// What a scrape reads.
#[derive(Debug, Clone)]
pub struct Scraped {
    /// What was counted.
    pub metrics: Arc<Metrics>,
    /// The clock, for ages.
    pub clock: Clock,
    /// The pools and the outbox.
    pub store: Store,
    /// The threads that work on pictures.
    pub workers: Workers,
    /// The tracking pages that are open.
    pub live: Arc<Live>,
    /// The connections that are open.
    pub connections: Arc<Connections>,
    /// The views that wait.
    pub page_views: Arc<PageViewCounts>,
}

impl Scraped {
    /// Everything, as text. What cannot be known, because the database does not answer, is missing in it.
    pub async fn text(&self) -> Result<String> {
        let now = Registry::new();
        program(&now)?;
        photos(&now, &self.workers)?;
        whole(&now, "importops_event_streams", "Tracking pages open at this server.", self.live.count())?;
        whole(&now, "importops_connections", "Connections open at this server.", self.connections.open())?;
        let help = "How many connections this server serves at a time.";
        whole(&now, "importops_connections_max", help, self.connections.budget().served)?;
        let help =
            "Page views that were not counted: too many waited, or the database did not say whether it counted them.";
        counter(&now, "importops_page_views_dropped_total", help, self.page_views.dropped())?;
        pools(&now, &self.store)?;
        database(&now, &self.store, &self.clock).await?;
        process::register(&now)?;
        let encoder = TextEncoder::new();
        let mut text = encoder.encode_to_string(&self.metrics.registry().gather())?;
        encoder.encode_utf8(&now.gather(), &mut text)?;
        Ok(text)
    }
}

fn program(registry: &Registry) -> Result<()> {
    let info =
        IntGaugeVec::new(Opts::new("importops_build_info", "Always 1; its label is the version."), &["version"])?;
    info.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
    put(registry, info)?;
    let help = "Log lines dropped because nothing read the log.";
    counter(registry, "importops_log_lines_dropped_total", help, dropped_lines())
}

fn photos(registry: &Registry, workers: &Workers) -> Result<()> {
    whole(registry, "importops_photo_queue_length", "Pictures waiting for a thread.", workers.queued())?;
    whole(registry, "importops_photo_threads", "Threads for processing pictures.", workers.threads())?;
    whole(registry, "importops_photo_threads_busy", "Threads that are processing a picture.", workers.busy())?;
    counter(
        registry,
        "importops_photo_panics_total",
        "Pictures that made their decoder panic: each is a defect.",
        workers.panics(),
    )
}

fn pools(registry: &Registry, store: &Store) -> Result<()> {
    let family = |name: &str, help: &str| IntGaugeVec::new(Opts::new(name, help), &["pool"]);
    let open = family("importops_database_connections", "Open connections to the database, by pool.")?;
    let idle = family("importops_database_connections_idle", "Idle connections, by pool.")?;
    let max = family("importops_database_connections_max", "Limit on connections, by pool.")?;
    for (name, PoolUsage { open: used, idle: unused, max: limit }) in store.pools() {
        open.with_label_values(&[name]).set(as_i64(used));
        idle.with_label_values(&[name]).set(as_i64(unused));
        max.with_label_values(&[name]).set(as_i64(limit));
    }
    put(registry, open)?;
    put(registry, idle)?;
    put(registry, max)
}

async fn database(registry: &Registry, store: &Store, clock: &Clock) -> Result<()> {
    let (watch, now) = (Stopwatch::start(), clock.now());
    let reader = store.read_across().await;
    let help = "How long this scrape waited for a connection; requests give up after two seconds.";
    number(registry, "importops_database_wait_seconds", help, watch.elapsed().as_secs_f64())?;
    let backlog = match reader {
        Ok(mut reader) => measure(reader.across(), now).await,
        Err(_) => None,
    };
    whole(registry, "importops_database_up", "Whether the database answered this scrape.", backlog.is_some().into())?;
    match backlog {
        Some(backlog) => outbox(registry, &backlog, now),
        None => Ok(()),
    }
}

/// What waits; the reason why that is not known is logged like every failure, once.
async fn measure(across: Across<'_>, now: Timestamp) -> Option<Backlog> {
    let failed = |error: &store::Error| tracing::warn!(cause = %error, "measuring the outbox failed");
    backlog::measure(across, now).await.inspect_err(failed).ok()
}

fn outbox(registry: &Registry, backlog: &Backlog, now: Timestamp) -> Result<()> {
    let age_s = |since: Option<Timestamp>| {
        let ms = since.map_or(0, |since| (now.unix_ms() - since.unix_ms()).max(0));
        std::time::Duration::from_millis(ms.unsigned_abs()).as_secs_f64()
    };
    let pending = usize::try_from(backlog.pending).unwrap_or_default();
    whole(registry, "importops_outbox_pending", "Webhook deliveries that are still to be made.", pending)?;
    let help =
        "Age of the oldest event that has not reached its endpoint; it grows for up to a day while a receiver fails.";
    number(registry, "importops_outbox_oldest_seconds", help, age_s(backlog.oldest_at))?;
    let help = "How long the oldest due attempt has waited for a server.";
    number(registry, "importops_outbox_overdue_seconds", help, age_s(backlog.due_at))
}
