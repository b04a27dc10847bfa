//! Opening everything that a server needs, in an order in which nothing is made before it is known to be right.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use api_http::ApiError;
use api_http::connections::{self, Budget, Connections};
use api_http::limits::Limits;
use api_http::metrics::Metrics;
use api_http::telemetry::traces::{Traces, TracesError};
use host::clock::Clock;
use host::data_lock::{DataLock, DataLockError};
use host::disk;
use host::keys::{self, KeyError, Keys};
use mail::{Mailer, MailerError};
use pictures::blobs::{BlobsError, PhotoStore};
use pictures::{AvifQueue, Blobs, Workers};
use store::{OpenError, Store};
use tracking::PageCache;

use super::App;
use crate::config::Config;
use crate::documentation::Documentation;
use crate::export::Exports;
use crate::photos::Pairing;
use crate::photos::pairing::{self, Mismatch};
use crate::readiness::Readiness;
use crate::webhooks::{Sender, SenderError};

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
    Sender(SenderError),
    /// No mail can be sent.
    #[error("cannot send mail: {0}")]
    Mailer(MailerError),
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
        let private = |path: &Path| {
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
                tracing::error!(cause = %error, "could not find out whether the database and the photo store belong \
                                                 together");
            }
        }
        private(&config.data_dir)?;
        let lock = Arc::new(lock.map_or_else(|| DataLock::shared(&config.data_dir), Ok)?);
        private(&config.uploads_dir())?;
        if let PhotoStore::Directory(path) = &config.photo_store {
            private(path)?;
        }
        let keys = Keys::load_or_create(&config.data_dir)?;
        warn_of_places(&config);
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
        let avif_workers = Workers::idle().map_err(StartError::Workers)?;
        let avif = Arc::new(AvifQueue::new(config.avif));
        let limits = Arc::new(Limits::new(config.quotas));
        let sender = Sender::new(&config.webhook_allow).map_err(StartError::Sender)?;
        let mailer = config.mail.as_ref().map(Mailer::new).transpose().map_err(StartError::Mailer)?.map(Arc::new);
        let traces = config.otlp_endpoint.as_deref().map(Traces::to).transpose()?.map(Arc::new);
        Ok(Self {
            cache: Arc::new(PageCache::new(config.cache_bytes)),
            documentation: Arc::new(Documentation::of(&config)),
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
            avif,
            avif_workers,
            previews: Arc::default(),
            sender,
            mailer,
            limits,
            live: Arc::default(),
            connections: Arc::new(Connections::new(Budget::of(connections::file_limit(false), connections::cores()))),
            retired_urls: Arc::default(),
            page_views: Arc::default(),
            failed_sign_ins: Arc::default(),
            metrics: Arc::new(Metrics::new()?),
            traces,
            _lock: lock,
        })
    }
}

/// What `check-config` warns of too, for those who do not run it.
fn warn_of_places(config: &Config) {
    if keys::group_may_read(&config.data_dir) {
        tracing::warn!("the group of the key file can read it");
    }
    let file = config.database_url.strip_prefix("sqlite:");
    if let Some(kind) = file.and_then(|path| disk::network_file_system(Path::new(path))) {
        tracing::warn!(kind, "the SQLite database is on a network file system, which can lose locks and writes");
    }
}

/// Makes a directory that only its owner can enter (mode 0700); an existing one stays as it is.
pub(crate) fn create_private(path: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
