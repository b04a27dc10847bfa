//! The application: its parts, its routes, and how it is served.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{HttpServer, web};
use api_http::ApiError;
use api_http::background::{Task, turn};
use api_http::connections::{self, Budget, Connection, Connections, FEW_FILES, KEEP_ALIVE};
use api_http::limits::Limits;
use api_http::metrics::Metrics;
use api_http::middleware::{Surroundings, surround};
use api_http::site::Site;
use api_http::telemetry::traces::{Traces, TracesError};
use host::clock::Clock;
use host::data_lock::{DataLock, DataLockError};
use host::keys::{KeyError, Keys};
use pictures::blobs::{BlobsError, PhotoStore};
use pictures::{Blobs, Previews, Workers};
use shared::problem::FieldErrorCode;
use store::OpenError;
use store::Store;
use tracking::{Live, PageCache, PublicReader, RetiredUrlOpens};

use crate::auth::operator::OperatorToken;
use crate::auth::{Authenticator, Sessions};
use crate::config::Config;
use crate::export::Exports;
use crate::guard::guard;
use crate::idempotency::Recorder;
use crate::link_urls::LinkUrls;
use crate::metrics::{self, Scraped};
use crate::photos::pairing::{self, Mismatch};
use crate::photos::{Pairing, PhotoQuota, Uploads};
use crate::readiness::Readiness;
use crate::routes::operations::OpenApiDocument;
use crate::signals::{Signals, wait_for_the_end};
use crate::sweep::{Sweeper, sweep_for_ever};
use crate::webhooks::worker::deliver_for_ever;
use crate::webhooks::{Deliverer, Sender};
use crate::{notify, openapi, routes};

/// The parts of a server. Handlers and background work get those that they name, never all of them.
#[derive(Debug, Clone)]
pub struct App {
    /// The checked settings.
    pub config: Arc<Config>,
    /// What answers depend on of them.
    pub site: Arc<Site>,
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
    /// Tracking pages that were made before.
    pub cache: Arc<PageCache>,
    /// How much anybody may ask.
    pub limits: Arc<Limits>,
    /// The tracking pages that are open at this server.
    pub live: Arc<Live>,
    /// The connections that are open at this server.
    pub connections: Arc<Connections>,
    /// Opens of URLs that show nothing, until they are counted.
    pub retired_urls: Arc<RetiredUrlOpens>,
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
        let pairing = Arc::new(Pairing::of(store.clone(), blobs.clone(), clock.clone()));
        if examined.is_ok() {
            // What fails now is tried again when somebody needs it.
            let _ = pairing.confirm().await;
        }
        let workers = Workers::start().map_err(StartError::Workers)?;
        let limits = Arc::new(Limits::new(config.quotas));
        let sender = Sender::new(&config.webhook_allow).map_err(StartError::Sender)?;
        let traces = config.otlp_endpoint.as_deref().map(Traces::to).transpose()?.map(Arc::new);
        Ok(Self {
            cache: Arc::new(PageCache::new(config.cache_bytes)),
            exports: Arc::new(Exports::of(store.clone(), config.uploads_dir())),
            readiness: Arc::new(Readiness::of(store.clone(), Arc::clone(&pairing), clock.clone())),
            site: Arc::new(config.site()),
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
            retired_urls: Arc::default(),
            metrics: Arc::new(Metrics::new()?),
            traces,
            _lock: lock,
        })
    }

    /// What the middleware needs.
    pub fn surroundings(&self) -> Surroundings {
        Surroundings {
            site: Arc::clone(&self.site),
            clock: self.clock.clone(),
            connections: Arc::clone(&self.connections),
            metrics: Arc::clone(&self.metrics),
            traces: self.traces.clone(),
            routes: openapi::route_table(),
        }
    }

    /// What a scrape of the metrics reads.
    pub fn scraped(&self) -> Scraped {
        Scraped {
            metrics: Arc::clone(&self.metrics),
            clock: self.clock.clone(),
            store: self.store.clone(),
            workers: self.workers.clone(),
            live: Arc::clone(&self.live),
            connections: Arc::clone(&self.connections),
        }
    }

    /// What removes leftovers.
    pub fn sweeper(&self) -> Sweeper {
        Sweeper {
            store: self.store.clone(),
            blobs: self.blobs.clone(),
            pairing: Arc::clone(&self.pairing),
            clock: self.clock.clone(),
            metrics: Arc::clone(&self.metrics),
        }
    }

    /// What delivers events.
    pub fn deliverer(&self) -> Deliverer {
        Deliverer {
            store: self.store.clone(),
            keys: self.keys.clone(),
            sender: self.sender.clone(),
            clock: self.clock.clone(),
            metrics: Arc::clone(&self.metrics),
        }
    }

    /// The only way from a slug to its page, for one thread.
    pub fn public_reader(&self) -> PublicReader {
        PublicReader::new(self.store.clone(), self.keys.clone(), Arc::clone(&self.cache))
    }

    /// What makes the URLs of links.
    pub fn link_urls(&self) -> LinkUrls {
        LinkUrls { keys: self.keys.clone(), site: Arc::clone(&self.site) }
    }

    /// Looks once whether open tracking pages show something else than before, and tells them.
    pub async fn look_at_open_pages(&self) -> Result<(), store::Error> {
        self.live.look(&self.store, &self.public_reader(), self.clock.now()).await
    }

    /// Counts the opens of retired URLs that wait; tells how many there were.
    pub async fn count_retired_url_opens(&self) -> Result<usize, store::Error> {
        self.retired_urls.flush(&self.store).await
    }

    /// Puts into the state of the application what handlers and middleware may name.
    fn state(&self, config: &mut web::ServiceConfig) {
        let sessions = Sessions { store: self.store.clone(), keys: self.keys.clone(), site: Arc::clone(&self.site) };
        let authenticator = Authenticator { sessions: sessions.clone(), limits: Arc::clone(&self.limits) };
        let uploads = Uploads {
            pairing: Arc::clone(&self.pairing),
            workers: self.workers.clone(),
            blobs: self.blobs.clone(),
            directory: self.config.uploads_dir(),
            quota: PhotoQuota {
                per_vehicle: self.config.photos_per_vehicle,
                bytes_per_organization: self.config.photo_bytes_per_organization,
            },
        };
        config
            .app_data(web::Data::new(self.surroundings()))
            .app_data(web::Data::new(self.public_reader()))
            .app_data(web::Data::new(self.store.clone()))
            .app_data(web::Data::new(self.keys.clone()))
            .app_data(web::Data::new(self.blobs.clone()))
            .app_data(web::Data::new(self.sender.clone()))
            .app_data(web::Data::new(self.link_urls()))
            .app_data(web::Data::new(Recorder { store: self.store.clone(), keys: self.keys.clone() }))
            .app_data(web::Data::new(OperatorToken(self.config.operator_token.clone())))
            .app_data(web::Data::new(openapi::route_table()))
            .app_data(web::Data::new(OpenApiDocument(openapi::served)))
            .app_data(web::Data::new(sessions))
            .app_data(web::Data::new(authenticator))
            .app_data(web::Data::new(uploads))
            .app_data(web::Data::from(Arc::clone(&self.site)))
            .app_data(web::Data::from(Arc::clone(&self.limits)))
            .app_data(web::Data::from(Arc::clone(&self.live)))
            .app_data(web::Data::from(Arc::clone(&self.connections)))
            .app_data(web::Data::from(Arc::clone(&self.previews)))
            .app_data(web::Data::from(Arc::clone(&self.retired_urls)))
            .app_data(web::Data::from(Arc::clone(&self.exports)))
            .app_data(web::Data::from(Arc::clone(&self.readiness)));
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
    task: Task { name: "count_old_urls", what: "counting opens of old URLs", deadline: Duration::from_secs(30) },
    pause: Duration::from_secs(5),
};

/// Does some work again and again.
async fn for_ever<T>(app: App, routine: Routine, work: impl AsyncFn(&App) -> Result<T, store::Error>) {
    loop {
        tokio::time::sleep(routine.pause).await;
        turn(&app.metrics, routine.task, work(&app)).await;
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
        let app = self.app.clone();
        let background = [
            actix_web::rt::spawn(sweep_for_ever(app.sweeper())),
            actix_web::rt::spawn(deliver_for_ever(app.deliverer())),
            actix_web::rt::spawn(for_ever(app.clone(), WATCHING, App::look_at_open_pages)),
            actix_web::rt::spawn(for_ever(app.clone(), COUNTING, App::count_retired_url_opens)),
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
        // What was being sent is claimed; the next server takes it up when the claim has run out.
        background.iter().for_each(actix_web::rt::task::JoinHandle::abort);
        if let Err(error) = app.count_retired_url_opens().await {
            tracing::error!(cause = %error, "counting opens of old URLs failed");
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
    actix_web::App::new()
        .configure(|config| app.state(config))
        .app_data(web::PathConfig::default().error_handler(|_, _| ApiError::not_found().into()))
        .app_data(web::QueryConfig::default().error_handler(|error, _| invalid_query(&error).into()))
        .configure(routes)
        .default_service(web::to(routes::unmatched))
        .wrap(from_fn(guard))
        .wrap(from_fn(surround))
}

fn invalid_query(error: &actix_web::error::QueryPayloadError) -> ApiError {
    let text = error.to_string();
    let text = text.rsplit(": ").next().unwrap_or(&text).to_owned();
    let name = text.split('`').nth(1).unwrap_or("").to_owned();
    ApiError::invalid_field(&format!("?{name}"), FieldErrorCode::Invalid, text)
}
