//! What is read at the moment in which somebody asks for it: pools, queues, lines, the process.

use prometheus::core::Collector;
use prometheus::{Gauge, IntCounter, IntGauge, IntGaugeVec, Opts, Registry, TextEncoder};
use shared::time::Timestamp;

use super::{Metrics, process};
use crate::clock::Stopwatch;
use crate::error::ApiError;
use crate::server::App;
use crate::store::outbox_backlog::{self, Backlog};
use crate::store::postgres::pool::Usage;
use crate::store::{Db, Store};
use crate::telemetry::writer::dropped_lines;

type Result<T> = std::result::Result<T, prometheus::Error>;

impl Metrics {
    /// Everything, as text. What cannot be known, because the database does not answer, is missing in it.
    pub async fn text(&self, app: &App) -> Result<String> {
        let now = Registry::new();
        program(&now)?;
        photos(&now, app)?;
        whole(&now, "importops_event_streams", "Tracking pages open at this server.", app.live.count())?;
        whole(&now, "importops_connections", "Connections open at this server.", app.connections.open())?;
        let help = "How many connections this server serves at a time.";
        whole(&now, "importops_connections_max", help, app.connections.budget().served)?;
        pools(&now, &app.store)?;
        database(&now, app).await?;
        process::register(&now)?;
        let encoder = TextEncoder::new();
        let mut text = encoder.encode_to_string(&self.registry.gather())?;
        encoder.encode_utf8(&now.gather(), &mut text)?;
        Ok(text)
    }
}

fn program(registry: &Registry) -> Result<()> {
    let info =
        IntGaugeVec::new(Opts::new("importops_build_info", "Always 1; its label is the version."), &["version"])?;
    info.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
    put(registry, info)?;
    let help = "Lines of the log that were dropped because nobody read it.";
    counter(registry, "importops_log_lines_dropped_total", help, dropped_lines())
}

fn photos(registry: &Registry, app: &App) -> Result<()> {
    let workers = &app.workers;
    whole(registry, "importops_photo_queue_length", "Pictures that wait for a thread.", workers.queued())?;
    whole(registry, "importops_photo_threads", "Threads that work on pictures.", workers.threads())?;
    whole(registry, "importops_photo_threads_busy", "Threads at work on a picture.", workers.busy())?;
    counter(
        registry,
        "importops_photo_panics_total",
        "Pictures that made their decoder panic: each is a defect.",
        workers.panics(),
    )
}

/// A pool, and how full it is.
struct Pool {
    name: &'static str,
    open: usize,
    idle: usize,
    max: usize,
}

fn pools(registry: &Registry, store: &Store) -> Result<()> {
    fn pool<D: sqlx::Database>(name: &'static str, pool: &sqlx::Pool<D>) -> Pool {
        let max = pool.options().get_max_connections();
        Pool { name, open: pool.size() as usize, idle: pool.num_idle(), max: max as usize }
    }
    let pools = match store {
        Store::Sqlite { writer, readers, .. } => vec![pool("writer", writer), pool("readers", readers)],
        Store::Postgres(postgres) => {
            let pool = |name, Usage { open, idle, max }| Pool { name, open, idle, max };
            vec![pool("tenants", postgres.tenants.usage()), pool("everything", postgres.everything.usage())]
        }
    };
    let family = |name: &str, help: &str| IntGaugeVec::new(Opts::new(name, help), &["pool"]);
    let open = family("importops_database_connections", "Open connections to the database, by pool.")?;
    let idle = family("importops_database_connections_idle", "Connections that nobody uses, by pool.")?;
    let max = family("importops_database_connections_max", "How many connections there may be, by pool.")?;
    for pool in pools {
        open.with_label_values(&[pool.name]).set(as_i64(pool.open));
        idle.with_label_values(&[pool.name]).set(as_i64(pool.idle));
        max.with_label_values(&[pool.name]).set(as_i64(pool.max));
    }
    put(registry, open)?;
    put(registry, idle)?;
    put(registry, max)
}

async fn database(registry: &Registry, app: &App) -> Result<()> {
    let (watch, now) = (Stopwatch::start(), app.clock.now());
    let reader = app.store.read_across().await;
    let help = "How long this scrape waited for a connection; requests give up after two seconds.";
    number(registry, "importops_database_wait_seconds", help, watch.elapsed().as_secs_f64())?;
    let backlog = match reader {
        Ok(mut reader) => measure(reader.db(), now).await,
        Err(_) => None,
    };
    whole(registry, "importops_database_up", "Whether the database answered this scrape.", backlog.is_some().into())?;
    match backlog {
        Some(backlog) => outbox(registry, &backlog, now),
        None => Ok(()),
    }
}

/// What waits; the reason why that is not known is logged like every failure, once.
async fn measure(db: Db<'_>, now: Timestamp) -> Option<Backlog> {
    let failed = |error: &ApiError| tracing::warn!(cause = %error, "measuring the outbox failed");
    outbox_backlog::measure(db, now).await.inspect_err(failed).ok()
}

fn outbox(registry: &Registry, backlog: &Backlog, now: Timestamp) -> Result<()> {
    let age_s = |since: Option<Timestamp>| {
        let ms = since.map_or(0, |since| (now.unix_ms() - since.unix_ms()).max(0));
        std::time::Duration::from_millis(ms.unsigned_abs()).as_secs_f64()
    };
    let pending = usize::try_from(backlog.pending).unwrap_or_default();
    whole(registry, "importops_outbox_pending", "Deliveries to webhook endpoints still to be made.", pending)?;
    let help =
        "Age of the oldest event that has not reached its endpoint; a receiver that fails makes it grow for a day.";
    number(registry, "importops_outbox_oldest_seconds", help, age_s(backlog.oldest_at))?;
    let help = "For how long an attempt has been due that no server makes; the servers' own delay.";
    number(registry, "importops_outbox_overdue_seconds", help, age_s(backlog.due_at))
}

/// Registers a family that was filled already.
fn put(registry: &Registry, family: impl Collector + 'static) -> Result<()> {
    registry.register(Box::new(family))
}

/// A gauge that counts things.
pub(super) fn whole(registry: &Registry, name: &str, help: &str, value: usize) -> Result<()> {
    let gauge = IntGauge::new(name, help)?;
    gauge.set(as_i64(value));
    put(registry, gauge)
}

/// A gauge that measures.
pub(super) fn number(registry: &Registry, name: &str, help: &str, value: f64) -> Result<()> {
    let gauge = Gauge::new(name, help)?;
    gauge.set(value);
    put(registry, gauge)
}

/// A counter that something else counts.
fn counter(registry: &Registry, name: &str, help: &str, value: u64) -> Result<()> {
    let counter = IntCounter::new(name, help)?;
    counter.inc_by(value);
    put(registry, counter)
}

fn as_i64(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
