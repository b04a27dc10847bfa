//! Serving until the process is told to stop, and what is done meanwhile.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::Server;
use api_http::background::{Task, turn};
use api_http::connections::{self, Connection, FEW_FILES, KEEP_ALIVE};
use api_http::metrics::Metrics;
use domain::channel::Channel;
use host::clock::Clock;
use tokio::sync::watch;

use super::application::application;
use super::{App, StartError};
use crate::auth::failed_sign_ins::Which;
use crate::config::Config;
use crate::mailing::worker::mail_until;
use crate::metrics;
use crate::notify;
use crate::signals::{Signals, wait_for_the_end};
use crate::sweep::sweep_for_ever;
use crate::webhooks::worker::deliver_until;

/// Work that comes again, and how long it pauses in between.
#[derive(Debug, Clone, Copy)]
struct Routine {
    task: Task,
    pause: Duration,
}

const WATCHING: Routine = Routine {
    task: Task {
        name: "watch_open_pages",
        what: "looking for changes of open pages",
        deadline: Duration::from_secs(30),
    },
    pause: Duration::from_millis(500),
};
const COUNTING: Routine = Routine {
    task: Task { name: "count_old_urls", what: "counting opens of retired URLs", deadline: Duration::from_secs(30) },
    pause: Duration::from_secs(5),
};
/// What a killed process loses: what came in during the pause, and while the writing took its time.
const COUNTING_VIEWS: Routine = Routine {
    task: Task { name: "count_views", what: "counting page views", deadline: Duration::from_secs(30) },
    pause: Duration::from_millis(500),
};
/// Soon enough that whoever looks while somebody guesses sees it.
const WRITING_SIGN_INS: Routine = Routine {
    task: Task {
        name: "write_failed_sign_ins",
        what: "writing failed sign-ins in the audit log",
        deadline: Duration::from_secs(30),
    },
    pause: Duration::from_secs(5),
};

/// Does some work again and again.
async fn for_ever<T>(metrics: Arc<Metrics>, routine: Routine, work: impl AsyncFn() -> Result<T, store::Error>) {
    loop {
        tokio::time::sleep(routine.pause).await;
        turn(&metrics, routine.task, work()).await;
    }
}

/// A server that listens, and the address that it really bound.
#[derive(Debug)]
pub struct Listening {
    /// The address, with the port that the system chose for port 0.
    pub address: SocketAddr,
    /// The address of the metrics, where they are wanted.
    pub metrics_address: Option<SocketAddr>,
    /// What URLs are built from.
    pub base_url: String,
    /// The application.
    pub app: App,
    listener: TcpListener,
    metrics: Option<TcpListener>,
}

/// Binds the address and opens everything.
pub async fn listen(mut config: Config, clock: Clock) -> Result<Listening, StartError> {
    let max_files = connections::raise_file_limit();
    let (listener, address) = bind(config.listen)?;
    let (metrics, metrics_address) = config.metrics_listen.map(bind).transpose()?.unzip();
    if config.base_url.is_empty() {
        config.base_url = format!("http://{address}");
    }
    let base_url = config.base_url.clone();
    let app = App::open(config, clock).await?;
    if max_files < FEW_FILES {
        let connections = app.connections.budget().served;
        tracing::warn!(
            max_files,
            connections,
            "the limit on open files is low, so few connections are served at a time"
        );
    }
    Ok(Listening { address, metrics_address, base_url, app, listener, metrics })
}

/// Binds an address; tells which it really is.
fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    connections::let_more_wait(&listener).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

impl Listening {
    /// Serves until the process is told to stop, and meanwhile delivers events, counts and sweeps; then requests under way are
    /// finished, and the database is closed. `ready` is called once it answers.
    pub async fn run<E: From<std::io::Error>>(
        mut self,
        workers: Option<usize>,
        ready: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let mut signals = Signals::listen()?;
        let app = self.app.clone();
        let (open_pages, opens, store) = (app.open_pages(), Arc::clone(&app.retired_urls), app.store.clone());
        let (failed, own_store, clock) = (Arc::clone(&app.failed_sign_ins), app.store.clone(), app.clock.clone());
        let (views, viewed) = (Arc::clone(&app.page_views), app.store.clone());
        let count_views = async move || views.flush(&viewed).await;
        let write = async move || failed.write(&own_store, &clock, Which::Due).await;
        let (stop_delivering, stopped) = watch::channel(());
        let delivering = Channel::ALL.map(|channel| {
            let mut stopped = stopped.clone();
            let stop = async move { drop(stopped.changed().await) };
            match channel {
                Channel::Webhook => actix_web::rt::spawn(deliver_until(app.deliverer(), stop)),
                Channel::Mail => actix_web::rt::spawn(mail_until(app.postman(), stop)),
            }
        });
        let others = [
            actix_web::rt::spawn(sweep_for_ever(app.sweeper())),
            actix_web::rt::spawn(app.avif_maker().make_for_ever()),
            actix_web::rt::spawn(for_ever(Arc::clone(&app.metrics), WATCHING, async move || open_pages.look().await)),
            actix_web::rt::spawn(for_ever(Arc::clone(&app.metrics), COUNTING, async move || opens.flush(&store).await)),
            actix_web::rt::spawn(for_ever(Arc::clone(&app.metrics), COUNTING_VIEWS, count_views)),
            actix_web::rt::spawn(for_ever(Arc::clone(&app.metrics), WRITING_SIGN_INS, write)),
        ];
        if let Some(listener) = self.metrics.take() {
            actix_web::rt::spawn(metrics::listener::serve(app.scraped(), listener)?);
        }
        let server = self.serve(workers)?;
        let (handle, stopping) = (server.handle(), app.clone());
        actix_web::rt::spawn(async move {
            let graceful = wait_for_the_end(&stopping.readiness, stopping.config.drain, &mut signals).await;
            // A line that stays open would hold up the end.
            stopping.live.close();
            handle.stop(graceful).await;
        });
        ready()?;
        notify::ready();
        server.await?;
        // What is under way is claimed; another server takes it up when the claim has run out, and everything else at once.
        drop(stop_delivering);
        for task in delivering {
            let _ = task.await;
        }
        for task in others {
            task.abort();
            // Until it is gone: what it was about to write waits again then.
            let _ = task.await;
        }
        if let Err(error) = app.count_retired_url_opens().await {
            tracing::error!(cause = %error, "counting opens of retired URLs failed");
        }
        if let Err(error) = app.write_page_views().await {
            tracing::error!(cause = %error, "counting page views failed");
        }
        if let Err(error) = app.write_failed_sign_ins(Which::All).await {
            tracing::error!(cause = %error, "writing failed sign-ins in the audit log failed");
        }
        if let Some(traces) = &app.traces {
            Arc::clone(traces).stop().await;
        }
        app.store.close().await;
        Ok(())
    }

    /// Serves until it is told to stop.
    pub fn serve(self, workers: Option<usize>) -> std::io::Result<Server> {
        let app = self.app;
        let workers = workers.unwrap_or_else(connections::cores);
        let connections = Arc::clone(&app.connections);
        let per_worker = connections.per_worker(workers);
        let server = HttpServer::new(move || application(app.clone()))
            .on_connect(move |_, data| drop(data.insert(Connection::accepted(&connections))))
            // Answers in pieces would wait for what the client acknowledges late (RFC 896): 40 ms for each photo.
            .tcp_nodelay(true)
            .workers(workers)
            .max_connections(per_worker)
            .keep_alive(KEEP_ALIVE)
            .disable_signals()
            .listen(self.listener)?;
        Ok(server.run())
    }
}
