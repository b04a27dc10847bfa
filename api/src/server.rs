//! The application: its parts, its routes, and how it is served.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{HttpRequest, HttpServer, web};
use shared::problem::FieldErrorCode;

use crate::answers::Answers;
use crate::clock::Clock;
use crate::config::Config;
use crate::connections::{self, Budget, Connection, Connections, FEW_FILES, KEEP_ALIVE};
use crate::data_lock::{DataLock, DataLockError};
use crate::edge::edge;
use crate::error::ApiError;
use crate::events::live::watch_for_ever;
use crate::events::worker::deliver_for_ever;
use crate::events::{Live, Sender};
use crate::export::Exports;
use crate::keys::{KeyError, Keys};
use crate::knocks::{Knocks, flush, flush_for_ever};
use crate::limits::Limits;
use crate::limits::guard::guard;
use crate::metrics::{self, Metrics};
use crate::photos::blobs::{BlobsError, PhotoStore};
use crate::photos::pairing::{self, Mismatch};
use crate::photos::{Blobs, Pairing, Previews, Workers};
use crate::readiness::Readiness;
use crate::signals::{Signals, wait_for_the_end};
use crate::store::Store;
use crate::store::engine::OpenError;
use crate::store::public::PublicReader;
use crate::sweep::sweep_for_ever;
use crate::telemetry::traces::{Traces, TracesError};
use crate::{notify, routes};

/// What handlers share.
#[derive(Debug, Clone)]
pub struct App {
    /// The checked settings.
    pub config: Arc<Config>,
    /// The clock.
    pub clock: Clock,
    /// The secret keys.
    pub keys: Keys,
    /// The database.
    pub store: Store,
    /// The files of photos and logos.
    pub blobs: Blobs,
    /// Whether the database and those files belong together.
    pub pairing: Arc<Pairing>,
    /// The threads that work on pictures.
    pub workers: Workers,
    /// What chat apps show of photos.
    pub previews: Arc<Previews>,
    /// What sends events to webhook endpoints.
    pub sender: Sender,
    /// Answers for tracking pages that were made before.
    pub answers: Arc<Answers>,
    /// How much anybody may ask.
    pub limits: Arc<Limits>,
    /// The tracking pages that are open at this server.
    pub live: Arc<Live>,
    /// The connections that are open at this server.
    pub connections: Arc<Connections>,
    /// Opens of URLs that show nothing, until they are counted.
    pub knocks: Arc<Knocks>,
    /// The exports under way.
    pub exports: Arc<Exports>,
    /// What is counted for operators.
    pub metrics: Arc<Metrics>,
    /// Where traces go, if they are wanted.
    pub traces: Option<Arc<Traces>>,
    /// Whether requests should come here.
    pub readiness: Arc<Readiness>,
    /// Keeps restores away from the data while it is in use.
    _lock: Arc<DataLock>,
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be used.
    #[error("the data directory {path} cannot be used: {source}")]
    DataDirectory {
        /// Where it is.
        path: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The data directory is being replaced.
    #[error(transparent)]
    Lock(#[from] DataLockError),
    /// The keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database cannot be used.
    #[error(transparent)]
    Database(#[from] OpenError),
    /// The place of the photos cannot be used.
    #[error(transparent)]
    Blobs(#[from] BlobsError),
    /// Database and photo store do not belong together.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// Whether they do cannot be found out, and there is no database yet.
    #[error("there is no database yet, and the photo store cannot be asked whether it belongs to another one: {0}")]
    Unpaired(ApiError),
    /// The threads for pictures cannot be started.
    #[error("cannot start a thread: {0}")]
    Workers(std::io::Error),
    /// Nothing can be sent by HTTPS.
    #[error("cannot send by HTTPS: {0}")]
    Sender(reqwest::Error),
    /// Traces cannot be sent.
    #[error(transparent)]
    Traces(#[from] TracesError),
    /// Two metrics have one name.
    #[error("the metrics cannot be set up: {0}")]
    Metrics(#[from] prometheus::Error),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl App {
    /// Opens data directory, keys and database, and brings the schema up to date.
    pub async fn open(config: Config, clock: Clock) -> Result<Self, StartError> {
        let private = |path: &std::path::Path| {
            create_private(path)
                .map_err(|source| StartError::DataDirectory { path: path.display().to_string(), source })
        };
        let lock = config.data_dir.is_dir().then(|| DataLock::shared(&config.data_dir)).transpose()?;
        // Before anything is made: the database may be another one than that of the pictures.
        let store = pairing::existing_database(&config.database_url).await?;
        let blobs = pairing::existing_files(&config.photo_store)?;
        let examined = pairing::examine(store.as_ref(), blobs.as_ref()).await;
        match &examined {
            Ok(verdict) => drop((*verdict)?),
            Err(error) if store.is_none() => return Err(StartError::Unpaired(error.clone())),
            // Pages live without their pictures; until it is known, none is stored and none put aside.
            Err(error) => {
                tracing::error!(cause = %error, "whether database and photo store belong together is not known");
            }
        }
        private(&config.data_dir)?;
        let lock = Arc::new(lock.map_or_else(|| DataLock::shared(&config.data_dir), Ok)?);
        private(&config.uploads_dir())?;
        if let PhotoStore::Directory(path) = &config.photo_store {
            private(path)?;
        }
        let keys = Keys::load_or_create(&config.data_dir)?;
        let store = match store {
            Some(store) => store,
            None => Store::open(&config.database_url).await?,
        };
        store.migrate().await?;
        let blobs = Blobs::open(&config.photo_store)?;
        let pairing = Arc::new(Pairing::default());
        if examined.is_ok() {
            // What fails now is tried again when somebody needs it.
            let _ = pairing.confirm(&store, &blobs, clock.now()).await;
        }
        let workers = Workers::start().map_err(StartError::Workers)?;
        let limits = Arc::new(Limits::new(config.quotas));
        let sender = Sender::new(&config.webhook_allow).map_err(StartError::Sender)?;
        let traces = config.otlp_endpoint.as_deref().map(Traces::to).transpose()?.map(Arc::new);
        Ok(Self {
            answers: Arc::new(Answers::new(config.cache_bytes)),
            config: Arc::new(config),
            clock,
            keys,
            store,
            blobs,
            pairing,
            workers,
            previews: Arc::default(),
            sender,
            limits,
            live: Arc::default(),
            connections: Arc::new(Connections::new(Budget::of(connections::file_limit(false), connections::cores()))),
            knocks: Arc::default(),
            exports: Arc::default(),
            metrics: Arc::new(Metrics::new()?),
            traces,
            readiness: Arc::default(),
            _lock: lock,
        })
    }

    /// The application of a request.
    pub fn of(request: &HttpRequest) -> Result<web::Data<Self>, ApiError> {
        request
            .app_data::<web::Data<Self>>()
            .cloned()
            .ok_or_else(|| ApiError::internal("the application's state is missing"))
    }
}

/// Makes a directory that only its owner can enter (mode 0700); an existing one stays as it is.
pub(crate) fn create_private(path: &std::path::Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
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
        tracing::warn!(max_files, connections, "few files may be open, so few connections are served at a time");
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
        let store = self.app.store.clone();
        let sweeper = actix_web::rt::spawn(sweep_for_ever(self.app.clone()));
        let deliverer = actix_web::rt::spawn(deliver_for_ever(self.app.clone()));
        let watcher = actix_web::rt::spawn(watch_for_ever(self.app.clone()));
        let counter = actix_web::rt::spawn(flush_for_ever(self.app.clone()));
        let app = self.app.clone();
        if let Some(listener) = self.metrics.take() {
            actix_web::rt::spawn(metrics::listener::serve(app.clone(), listener)?);
        }
        let server = self.serve(workers)?;
        let (handle, stopping) = (server.handle(), app.clone());
        actix_web::rt::spawn(async move {
            let graceful = wait_for_the_end(&stopping, &mut signals).await;
            // A line that stays open would hold up the end.
            stopping.live.close();
            handle.stop(graceful).await;
        });
        ready()?;
        notify::ready();
        server.await?;
        watcher.abort();
        counter.abort();
        if let Err(error) = flush(&app).await {
            tracing::error!(cause = %error, "counting opens of old URLs failed");
        }
        sweeper.abort();
        // What was being sent is claimed; the next server takes it up when the claim has run out.
        deliverer.abort();
        if let Some(traces) = &app.traces {
            Arc::clone(traces).stop().await;
        }
        store.close().await;
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
            .workers(workers)
            .max_connections(per_worker)
            .keep_alive(KEEP_ALIVE)
            .disable_signals()
            .listen(self.listener)?;
        Ok(server.run())
    }
}

/// The routes with everything around them.
pub fn application(
    app: App,
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<actix_web::body::BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    application_with(app, routes::configure)
}

/// Everything that is around the routes, and in it what is given: tests put routes there that fail.
pub fn application_with(
    app: App,
    routes: impl FnOnce(&mut web::ServiceConfig),
) -> actix_web::App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<actix_web::body::BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let public = PublicReader::new(app.store.clone(), app.keys.clone(), Arc::clone(&app.answers));
    let blobs = app.blobs.clone();
    actix_web::App::new()
        .app_data(web::Data::new(app))
        .app_data(web::Data::new(public))
        .app_data(web::Data::new(blobs))
        .app_data(web::PathConfig::default().error_handler(|_, _| ApiError::not_found().into()))
        .app_data(web::QueryConfig::default().error_handler(|error, _| invalid_query(&error).into()))
        .configure(routes)
        .default_service(web::to(routes::unmatched))
        .wrap(from_fn(guard))
        .wrap(from_fn(edge))
}

fn invalid_query(error: &actix_web::error::QueryPayloadError) -> ApiError {
    let text = error.to_string();
    let text = text.rsplit(": ").next().unwrap_or(&text).to_owned();
    let name = text.split('`').nth(1).unwrap_or("").to_owned();
    ApiError::invalid_field(&format!("?{name}"), FieldErrorCode::Invalid, text)
}
