//! Settings: a file, then the environment, then flags; checked before anything starts.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;
use shared::photo::DEFAULT_PHOTOS_PER_VEHICLE;

use crate::limits::Quotas;
use crate::photos::blobs::{PhotoStore, Setting};

/// What the operator set, before it is checked.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// A TOML file with these settings, named like the flags with underscores
    #[arg(long, env = "IMPORTOPS_CONFIG", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "IMPORTOPS_LISTEN", global = true)]
    pub listen: Option<String>,
    /// Address and port of the metrics for Prometheus, never to be public; port 0 takes a free one [default: none]
    #[arg(long, env = "IMPORTOPS_METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<String>,
    /// Directory of the database, the keys and the photos, made at the first start [default: ./data]
    #[arg(long, env = "IMPORTOPS_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Database: sqlite:PATH or postgres://... [default: SQLite in the data directory]
    #[arg(long, env = "IMPORTOPS_DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,
    /// What tracking URLs begin with, https://... (http only on this machine) [default: the listening address]
    #[arg(long, env = "IMPORTOPS_BASE_URL", global = true)]
    pub base_url: Option<String>,
    /// Where photos are: a directory, or a bucket as `s3://BUCKET/PREFIX`, with `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and `AWS_ENDPOINT` in the environment [default: photos in the data directory]
    #[arg(long, env = "IMPORTOPS_PHOTO_STORE", global = true)]
    pub photo_store: Option<String>,
    /// How many photos a vehicle may have [default: 200]
    #[arg(long, env = "IMPORTOPS_PHOTOS_PER_VEHICLE", global = true)]
    pub photos_per_vehicle: Option<i64>,
    /// How many megabytes the photos of an organisation may take [default: 50000]
    #[arg(long, env = "IMPORTOPS_PHOTO_MEGABYTES_PER_ORGANIZATION", global = true)]
    pub photo_megabytes_per_organization: Option<i64>,
    /// Credential of the billing system, at least 32 characters; without it the operator's routes are closed
    #[arg(long, env = "IMPORTOPS_OPERATOR_TOKEN", global = true, hide_env_values = true)]
    pub operator_token: Option<String>,
    /// Networks that webhooks may reach although they are not public, also by plain http: addresses with a prefix length,
    /// separated by commas, like 10.20.0.0/16 [default: none]
    #[arg(long, env = "IMPORTOPS_WEBHOOK_ALLOW", global = true)]
    pub webhook_allow: Option<String>,
    /// Proxies in front of this server, whose `X-Forwarded-For` is believed: networks like 10.0.0.0/8, separated by
    /// commas [default: none]
    #[arg(long, env = "IMPORTOPS_TRUSTED_PROXIES", global = true)]
    pub trusted_proxies: Option<String>,
    /// Requests a minute of one API key [default: 600]
    #[arg(long, env = "IMPORTOPS_REQUESTS_PER_KEY", global = true)]
    pub requests_per_key: Option<u32>,
    /// Requests a minute of one member [default: 1200]
    #[arg(long, env = "IMPORTOPS_REQUESTS_PER_MEMBER", global = true)]
    pub requests_per_member: Option<u32>,
    /// Requests a minute from one address, for tracking pages (one that is not there counts as ten) and without a right
    /// credential [default: 1200]
    #[arg(long, env = "IMPORTOPS_REQUESTS_PER_ADDRESS", global = true)]
    pub requests_per_address: Option<u32>,
    /// Attempts a minute to sign in from one address [default: 60]
    #[arg(long, env = "IMPORTOPS_SIGN_INS_PER_ADDRESS", global = true)]
    pub sign_ins_per_address: Option<u32>,
    /// For how many seconds after SIGTERM `/readyz` says 503 while requests are still answered, so that balancers look
    /// elsewhere first [default: 0]
    #[arg(long, env = "IMPORTOPS_DRAIN_SECONDS", global = true)]
    pub drain_seconds: Option<u32>,
    /// How much is logged: error, warn, info, debug or trace, and of libraries warnings at most [default: info]
    #[arg(long, env = "IMPORTOPS_LOG", global = true)]
    pub log: Option<String>,
}

/// Settings that were checked.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where the metrics are.
    pub metrics_listen: Option<SocketAddr>,
    /// Directory of the database and the keys.
    pub data_dir: PathBuf,
    /// The database.
    pub database_url: String,
    /// What URLs are built from, without a slash at the end; empty until the port is known.
    pub base_url: String,
    /// Where the files of photos and logos are.
    pub photo_store: PhotoStore,
    /// How many photos a vehicle may have.
    pub photos_per_vehicle: i64,
    /// How many bytes the photos of an organisation may take.
    pub photo_bytes_per_organization: i64,
    /// Credential of the billing system.
    pub operator_token: Option<Secret>,
    /// Networks that webhooks may reach although they are not public.
    pub webhook_allow: Vec<IpNet>,
    /// Proxies whose word is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a request may take, except one that uploads a picture.
    pub request_deadline: Duration,
    /// Requests a minute.
    pub quotas: Quotas,
    /// How long the server says that it is about to stop before it does.
    pub drain: Duration,
    /// How much is logged.
    pub log: tracing::Level,
}

impl Config {
    /// Where files wait while they are received.
    pub fn uploads_dir(&self) -> PathBuf {
        self.data_dir.join("uploads")
    }
}

/// Something that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The bytes to compare with.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct ConfigError {
    setting: &'static str,
    reason: String,
}

fn refuse(setting: &'static str, reason: impl Into<String>) -> ConfigError {
    ConfigError { setting, reason: reason.into() }
}

impl Settings {
    /// Fills what neither flag nor environment set from the file, then checks everything.
    pub fn check(self) -> Result<Config, ConfigError> {
        let file = match &self.config {
            Some(path) => read_file(path)?,
            None => Self::default(),
        };
        let listen = self.listen.or(file.listen).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let listen = check_address("IMPORTOPS_LISTEN", &listen)?;
        let metrics_listen = self.metrics_listen.or(file.metrics_listen);
        let data_dir = self.data_dir.or(file.data_dir).unwrap_or_else(|| PathBuf::from("data"));
        let database_url = self
            .database_url
            .or(file.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("importops.sqlite").display()));
        let photo_store = self.photo_store.or(file.photo_store);
        let photos_per_vehicle = self.photos_per_vehicle.or(file.photos_per_vehicle);
        let megabytes = self.photo_megabytes_per_organization.or(file.photo_megabytes_per_organization);
        let quota = |setting, given: Option<u32>, default| match given.unwrap_or(default) {
            0 => Err(refuse(setting, "must be at least 1")),
            quota => Ok(quota),
        };
        let by_default = Quotas::DEFAULT;
        let per_address = self.requests_per_address.or(file.requests_per_address);
        let sign_ins = self.sign_ins_per_address.or(file.sign_ins_per_address);
        let quotas = Quotas {
            key: quota("IMPORTOPS_REQUESTS_PER_KEY", self.requests_per_key.or(file.requests_per_key), by_default.key)?,
            member: quota(
                "IMPORTOPS_REQUESTS_PER_MEMBER",
                self.requests_per_member.or(file.requests_per_member),
                by_default.member,
            )?,
            address: quota("IMPORTOPS_REQUESTS_PER_ADDRESS", per_address, by_default.address)?,
            sign_in: quota("IMPORTOPS_SIGN_INS_PER_ADDRESS", sign_ins, by_default.sign_in)?,
        };
        Ok(Config {
            listen,
            metrics_listen: metrics_listen
                .map(|address| check_address("IMPORTOPS_METRICS_LISTEN", &address))
                .transpose()?,
            photo_store: check_photo_store(photo_store, &data_dir)?,
            photos_per_vehicle: photos_per_vehicle.unwrap_or(DEFAULT_PHOTOS_PER_VEHICLE),
            photo_bytes_per_organization: megabytes.unwrap_or(DEFAULT_PHOTO_MEGABYTES).saturating_mul(1_000_000),
            data_dir,
            database_url,
            base_url: check_base_url(self.base_url.or(file.base_url))?,
            operator_token: check_operator_token(self.operator_token.or(file.operator_token))?,
            webhook_allow: check_networks("IMPORTOPS_WEBHOOK_ALLOW", self.webhook_allow.or(file.webhook_allow))?,
            trusted_proxies: check_networks(
                "IMPORTOPS_TRUSTED_PROXIES",
                self.trusted_proxies.or(file.trusted_proxies),
            )?,
            request_deadline: REQUEST_DEADLINE,
            quotas,
            drain: Duration::from_secs(self.drain_seconds.or(file.drain_seconds).unwrap_or(0).into()),
            log: check_level(self.log.or(file.log))?,
        })
    }
}

fn read_file(path: &Path) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|error| refuse("IMPORTOPS_CONFIG", format!("{} cannot be read: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| refuse("IMPORTOPS_CONFIG", error.message().to_owned()))
}

fn check_address(setting: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| refuse(setting, format!("{text} is not an address and port like 0.0.0.0:8080")))
}

/// https, or http on this machine: a tracking URL sent over plain http could be read on the way.
fn check_base_url(base_url: Option<String>) -> Result<String, ConfigError> {
    let Some(url) = base_url else { return Ok(String::new()) };
    let url = url.trim_end_matches('/').to_owned();
    let (scheme, authority) = url.split_once("://").unwrap_or(("", ""));
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let plain = !authority.is_empty() && !authority.contains(['/', '?', '#', '@', ' ']);
    let local = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match scheme {
        "https" if plain => Ok(url),
        "http" if plain && local => Ok(url),
        "http" if plain => Err(refuse("IMPORTOPS_BASE_URL", "must begin with https://, except on this machine itself")),
        _ => Err(refuse("IMPORTOPS_BASE_URL", "must be like https://import-ops.example, without a path")),
    }
}

/// How many megabytes the photos of an organisation may take, unless the operator sets another number: about 50,000
/// photos.
const DEFAULT_PHOTO_MEGABYTES: i64 = 50_000;

/// Nothing but an upload takes nearly so long.
const REQUEST_DEADLINE: Duration = Duration::from_secs(30);

fn check_photo_store(place: Option<String>, data_dir: &Path) -> Result<PhotoStore, ConfigError> {
    match place {
        None => Ok(PhotoStore::Directory(data_dir.join("photos"))),
        Some(url) if url.starts_with("s3://") => {
            let names = |name: &str| name.starts_with("AWS_");
            let settings = std::env::vars().filter(|(name, _)| names(name));
            Ok(PhotoStore::S3 { url, settings: settings.map(|(name, value)| (name, Setting(value))).collect() })
        }
        Some(url) if url.contains("://") => {
            Err(refuse("IMPORTOPS_PHOTO_STORE", "must be a directory, or s3://BUCKET or s3://BUCKET/PREFIX"))
        }
        Some(path) => Ok(PhotoStore::Directory(PathBuf::from(path))),
    }
}

fn check_networks(setting: &'static str, list: Option<String>) -> Result<Vec<IpNet>, ConfigError> {
    let list = list.unwrap_or_default();
    let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            part.parse().map_err(|_| refuse(setting, format!("{part} is not a network like 10.20.0.0/16 or fd00::/8")))
        })
        .collect()
}

fn check_operator_token(token: Option<String>) -> Result<Option<Secret>, ConfigError> {
    match token {
        Some(token) if token.len() < 32 => Err(refuse(
            "IMPORTOPS_OPERATOR_TOKEN",
            "must have at least 32 characters: `openssl rand -hex 32` makes one",
        )),
        token => Ok(token.map(Secret)),
    }
}

fn check_level(level: Option<String>) -> Result<tracing::Level, ConfigError> {
    match level.as_deref() {
        None | Some("info") => Ok(tracing::Level::INFO),
        Some("error") => Ok(tracing::Level::ERROR),
        Some("warn") => Ok(tracing::Level::WARN),
        Some("debug") => Ok(tracing::Level::DEBUG),
        Some("trace") => Ok(tracing::Level::TRACE),
        Some(other) => Err(refuse("IMPORTOPS_LOG", format!("{other} is not one of error, warn, info, debug, trace"))),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn base_url(url: &str) -> Result<String, ConfigError> {
        check_base_url(Some(url.to_owned()))
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(base_url("https://import-ops.example/").unwrap(), "https://import-ops.example");
        assert_eq!(base_url("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        for wrong in ["http://import-ops.example", "import-ops.example", "https://a/b", "https://u@a", "ftp://a", ""] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn flags_win_over_the_file_and_mistakes_are_named() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "listen = \"127.0.0.1:1\"\nlog = \"warn\"").unwrap();
        let settings = Settings {
            config: Some(file.path().to_owned()),
            listen: Some("127.0.0.1:2".into()),
            ..Settings::default()
        };
        let config = settings.check().unwrap();
        assert_eq!((config.listen.port(), config.log), (2, tracing::Level::WARN));
        let short = Settings { operator_token: Some("short".into()), ..Settings::default() };
        assert!(short.check().unwrap_err().to_string().starts_with("IMPORTOPS_OPERATOR_TOKEN"));
    }
}
