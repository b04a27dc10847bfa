//! Settings: a file, then the environment, then flags; checked before anything starts.

mod settings;
mod values;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

use api_http::limits::Quotas;
use api_http::site::Site;
use pictures::HeicDecoder;
use pictures::blobs::PhotoStore;

pub use settings::Settings;

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
    /// How HEIC photos are decoded, if they are.
    pub heic: HeicDecoder,
    /// Whether photos are kept as AVIF too, where that saves bytes.
    pub avif: bool,
    /// How many photos a vehicle may have.
    pub photos_per_vehicle: i64,
    /// How many bytes the photos of an organisation may take.
    pub photo_bytes_per_organization: i64,
    /// Credential of the billing system.
    pub operator_token: Option<Secret>,
    /// How mail is sent; none where it is not.
    pub mail: Option<mail::Settings>,
    /// Networks that webhooks may reach although they are not public.
    pub webhook_allow: Vec<IpNet>,
    /// Where to report vulnerabilities: URIs, the preferred one first.
    pub security_contacts: Vec<String>,
    /// Proxies whose word is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a request may take, except one that uploads a picture.
    pub request_deadline: Duration,
    /// Requests a minute.
    pub quotas: Quotas,
    /// How long the server reports that it is about to stop before it does.
    pub drain: Duration,
    /// The size of the page cache, in bytes.
    pub cache_bytes: usize,
    /// Where traces go: the base of an OTLP receiver's URLs.
    pub otlp_endpoint: Option<String>,
    /// How much is logged.
    pub log: tracing::Level,
}

impl Config {
    /// What answers depend on.
    pub fn site(&self) -> Site {
        Site {
            base_url: self.base_url.clone(),
            security_contacts: self.security_contacts.clone(),
            trusted_proxies: self.trusted_proxies.clone(),
            sends_mail: self.mail.is_some(),
            request_deadline: self.request_deadline,
        }
    }

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

/// Why a setting cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Its name in the environment.
    pub setting: &'static str,
    /// What is wrong with it, and what would be right. Never what it holds, where that is secret.
    pub reason: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.setting, self.reason)
    }
}

/// Why the settings cannot be used: all of it.
#[derive(Debug)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        formatter.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for ConfigErrors {}

fn refuse(setting: &'static str, reason: impl Into<String>) -> ConfigError {
    ConfigError { setting, reason: reason.into() }
}
