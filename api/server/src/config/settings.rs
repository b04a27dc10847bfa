//! What the operator may set, and where it comes from.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use shared::photo::DEFAULT_PHOTOS_PER_VEHICLE;

use super::Config;
use super::ConfigError;
use super::ConfigErrors;
use super::refuse;
use super::values::{
    address, base_url, heic, level, mail, networks, operator_token, otlp_endpoint, photo_store, quota,
    security_contacts,
};
use api_http::limits::Quotas;
use pictures::HeicDecoder;
use pictures::blobs::PhotoStore;

/// What the operator set, before it is checked.
#[derive(Debug, Clone, Default, clap::Args, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// A TOML file with these settings, named like the flags with underscores
    #[arg(long, env = "IMPORTOPS_CONFIG", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, env = "IMPORTOPS_LISTEN", global = true)]
    pub listen: Option<String>,
    /// Address and port of the metrics for Prometheus, which must not be public; port 0 picks a free one [default:
    /// none]
    #[arg(long, env = "IMPORTOPS_METRICS_LISTEN", global = true)]
    pub metrics_listen: Option<String>,
    /// Directory of the database, the keys and the photos, created at the first start [default: ./data]
    #[arg(long, env = "IMPORTOPS_DATA_DIR", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Database: sqlite:PATH or postgres://... [default: SQLite in the data directory]
    #[arg(long, env = "IMPORTOPS_DATABASE_URL", global = true, hide_env_values = true)]
    pub database_url: Option<String>,
    /// What tracking URLs start with: https://... (http only on this machine) [default: the listening address]
    #[arg(long, env = "IMPORTOPS_BASE_URL", global = true)]
    pub base_url: Option<String>,
    /// Where photos are stored: a directory, or a bucket as `s3://BUCKET/PREFIX`, with `AWS_ACCESS_KEY_ID`,
    /// `AWS_SECRET_ACCESS_KEY`, `AWS_REGION` and `AWS_ENDPOINT` in the environment [default: photos in the data
    /// directory]
    #[arg(long, env = "IMPORTOPS_PHOTO_STORE", global = true)]
    pub photo_store: Option<String>,
    /// Whether HEIC photos are decoded, here and in the web app: true or false. There are patents on HEVC, which encodes them
    /// [default: true, unless the program was built without]
    #[arg(long, env = "IMPORTOPS_HEIC", global = true)]
    pub heic: Option<bool>,
    /// Whether photos that customers look at are kept as AVIF too, where that saves bytes: true or false. It is made by what is
    /// left of the processors [default: true]
    #[arg(long, env = "IMPORTOPS_AVIF", global = true)]
    pub avif: Option<bool>,
    /// How many photos a vehicle may have [default: 200]
    #[arg(long, env = "IMPORTOPS_PHOTOS_PER_VEHICLE", global = true)]
    pub photos_per_vehicle: Option<i64>,
    /// How many megabytes the photos of an organisation may take [default: 50000]
    #[arg(long, env = "IMPORTOPS_PHOTO_MEGABYTES_PER_ORGANIZATION", global = true)]
    pub photo_megabytes_per_organization: Option<i64>,
    /// Credential of the billing system, at least 32 characters; without it the operator's routes are closed
    #[arg(long, env = "IMPORTOPS_OPERATOR_TOKEN", global = true, hide_env_values = true)]
    pub operator_token: Option<String>,
    /// The mail server, like `smtp://USER:PASSWORD@mail.example:587?tls=required` (STARTTLS) or
    /// `smtps://USER:PASSWORD@mail.example` (TLS from the start); without it no mail is sent [default: none]
    #[arg(long, env = "IMPORTOPS_SMTP_URL", global = true, hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The address that mails come from, like tracking@import-ops.example; the name before it is the organisation's [default: none]
    #[arg(long, env = "IMPORTOPS_MAIL_FROM", global = true)]
    pub mail_from: Option<String>,
    /// Private networks that webhooks may reach, by plain http too: addresses with a prefix
    /// length, separated by commas, like 10.20.0.0/16 [default: none]
    #[arg(long, env = "IMPORTOPS_WEBHOOK_ALLOW", global = true)]
    pub webhook_allow: Option<String>,
    /// Where to report vulnerabilities, for `/.well-known/security.txt`: URIs like mailto:security@import-ops.example or
    /// `https://...`, separated by commas, the preferred one first [default: none]
    #[arg(long, env = "IMPORTOPS_SECURITY_CONTACT", global = true)]
    pub security_contact: Option<String>,
    /// Proxies in front of this server, whose `X-Forwarded-For` is trusted: networks like 10.0.0.0/8, separated by
    /// commas [default: none]
    #[arg(long, env = "IMPORTOPS_TRUSTED_PROXIES", global = true)]
    pub trusted_proxies: Option<String>,
    /// Requests per minute from one API key [default: 600]
    #[arg(long, env = "IMPORTOPS_REQUESTS_PER_KEY", global = true)]
    pub requests_per_key: Option<u32>,
    /// Requests per minute from one member [default: 1200]
    #[arg(long, env = "IMPORTOPS_REQUESTS_PER_MEMBER", global = true)]
    pub requests_per_member: Option<u32>,
    /// Requests per minute from one address without a valid credential, and of one tracking link (one that does not
    /// exist counts as ten) [default: 1200]
    #[arg(long, env = "IMPORTOPS_REQUESTS_PER_ADDRESS", global = true)]
    pub requests_per_address: Option<u32>,
    /// Sign-in attempts per minute from one address [default: 60]
    #[arg(long, env = "IMPORTOPS_SIGN_INS_PER_ADDRESS", global = true)]
    pub sign_ins_per_address: Option<u32>,
    /// Size of the page cache, in megabytes of memory [default: 64]
    #[arg(long, env = "IMPORTOPS_CACHE_MEGABYTES", global = true)]
    pub cache_megabytes: Option<u32>,
    /// How many seconds after SIGTERM `/readyz` answers 503 while requests are still served, so that load balancers
    /// stop sending requests first [default: 0]
    #[arg(long, env = "IMPORTOPS_DRAIN_SECONDS", global = true)]
    pub drain_seconds: Option<u32>,
    /// Where to send traces by OTLP over HTTP, like `http://127.0.0.1:4318` [default: nowhere]
    #[arg(long, env = "IMPORTOPS_OTLP_ENDPOINT", global = true)]
    pub otlp_endpoint: Option<String>,
    /// Log level: error, warn, info, debug or trace; libraries log warnings at most [default: info]
    #[arg(long, env = "IMPORTOPS_LOG", global = true)]
    pub log: Option<String>,
}

/// How many megabytes the photos of an organisation may take, unless the operator sets another number: about 50,000
/// photos.
const DEFAULT_PHOTO_MEGABYTES: i64 = 50_000;

/// The size of the page cache unless the operator sets another one: enough for the pages of about 30,000 links.
const DEFAULT_CACHE_MEGABYTES: u32 = 64;

/// Nothing but an upload takes nearly so long.
const REQUEST_DEADLINE: Duration = Duration::from_secs(30);

impl Settings {
    /// Fills what neither flag nor environment set from the file, then checks everything.
    pub fn check(self) -> Result<Config, ConfigErrors> {
        match self.examine() {
            (config, mistakes) if mistakes.is_empty() => Ok(config),
            (_, mistakes) => Err(ConfigErrors(mistakes)),
        }
    }

    /// The same, with all mistakes; in the place of each there is the default.
    pub fn examine(self) -> (Config, Vec<ConfigError>) {
        let mut seen = Mistakes::default();
        let file = self.config.as_deref().map_or(Ok(Self::default()), read_file);
        let set = self.or(seen.unless(file, Self::default()));
        let data_dir = set.data_dir.unwrap_or_else(|| PathBuf::from("data"));
        let in_data_dir = || format!("sqlite:{}", data_dir.join("importops.sqlite").display());
        let database_url = set.database_url.unwrap_or_else(in_data_dir);
        let by_default = ([127, 0, 0, 1], 8080).into();
        let listen = set.listen.map_or(Ok(by_default), |text| address("IMPORTOPS_LISTEN", &text));
        let listen = seen.unless(listen, by_default);
        let metrics = set.metrics_listen.map(|text| address("IMPORTOPS_METRICS_LISTEN", &text)).transpose();
        let in_data_dir = PhotoStore::Directory(data_dir.join("photos"));
        let given = Quotas::DEFAULT;
        let megabytes = set.photo_megabytes_per_organization.unwrap_or(DEFAULT_PHOTO_MEGABYTES);
        let config = Config {
            listen,
            metrics_listen: seen.unless(metrics, None),
            photo_store: seen.unless(photo_store(set.photo_store, &data_dir), in_data_dir),
            heic: seen.unless(heic(set.heic), HeicDecoder::off()),
            avif: set.avif.unwrap_or(true),
            photos_per_vehicle: set.photos_per_vehicle.unwrap_or(DEFAULT_PHOTOS_PER_VEHICLE),
            photo_bytes_per_organization: megabytes.saturating_mul(1_000_000),
            data_dir,
            database_url,
            base_url: seen.unless(base_url(set.base_url, listen), String::new()),
            operator_token: seen.unless(operator_token(set.operator_token), None),
            mail: seen.unless(mail(set.smtp_url, set.mail_from), None),
            webhook_allow: seen.unless(networks("IMPORTOPS_WEBHOOK_ALLOW", set.webhook_allow), Vec::new()),
            security_contacts: seen.unless(security_contacts(set.security_contact), Vec::new()),
            trusted_proxies: seen.unless(networks("IMPORTOPS_TRUSTED_PROXIES", set.trusted_proxies), Vec::new()),
            request_deadline: REQUEST_DEADLINE,
            quotas: Quotas {
                key: seen.unless(quota("IMPORTOPS_REQUESTS_PER_KEY", set.requests_per_key, given.key), 1),
                member: seen.unless(quota("IMPORTOPS_REQUESTS_PER_MEMBER", set.requests_per_member, given.member), 1),
                address: seen
                    .unless(quota("IMPORTOPS_REQUESTS_PER_ADDRESS", set.requests_per_address, given.address), 1),
                sign_in: seen
                    .unless(quota("IMPORTOPS_SIGN_INS_PER_ADDRESS", set.sign_ins_per_address, given.sign_in), 1),
            },
            cache_bytes: usize::try_from(set.cache_megabytes.unwrap_or(DEFAULT_CACHE_MEGABYTES))
                .unwrap_or(usize::MAX)
                .saturating_mul(1_000_000),
            drain: Duration::from_secs(set.drain_seconds.unwrap_or(0).into()),
            otlp_endpoint: seen.unless(set.otlp_endpoint.map(|url| otlp_endpoint(&url)).transpose(), None),
            log: seen.unless(level(set.log), tracing::Level::INFO),
        };
        (config, seen.0)
    }

    /// What is set here, and otherwise there.
    fn or(self, other: Self) -> Self {
        Self {
            config: self.config,
            listen: self.listen.or(other.listen),
            metrics_listen: self.metrics_listen.or(other.metrics_listen),
            data_dir: self.data_dir.or(other.data_dir),
            database_url: self.database_url.or(other.database_url),
            base_url: self.base_url.or(other.base_url),
            photo_store: self.photo_store.or(other.photo_store),
            heic: self.heic.or(other.heic),
            avif: self.avif.or(other.avif),
            photos_per_vehicle: self.photos_per_vehicle.or(other.photos_per_vehicle),
            photo_megabytes_per_organization: self
                .photo_megabytes_per_organization
                .or(other.photo_megabytes_per_organization),
            operator_token: self.operator_token.or(other.operator_token),
            smtp_url: self.smtp_url.or(other.smtp_url),
            mail_from: self.mail_from.or(other.mail_from),
            webhook_allow: self.webhook_allow.or(other.webhook_allow),
            security_contact: self.security_contact.or(other.security_contact),
            trusted_proxies: self.trusted_proxies.or(other.trusted_proxies),
            requests_per_key: self.requests_per_key.or(other.requests_per_key),
            requests_per_member: self.requests_per_member.or(other.requests_per_member),
            requests_per_address: self.requests_per_address.or(other.requests_per_address),
            sign_ins_per_address: self.sign_ins_per_address.or(other.sign_ins_per_address),
            cache_megabytes: self.cache_megabytes.or(other.cache_megabytes),
            drain_seconds: self.drain_seconds.or(other.drain_seconds),
            otlp_endpoint: self.otlp_endpoint.or(other.otlp_endpoint),
            log: self.log.or(other.log),
        }
    }
}

/// What was found wrong so far.
#[derive(Default)]
struct Mistakes(Vec<ConfigError>);

impl Mistakes {
    /// What was found right, else something in its place.
    fn unless<T>(&mut self, checked: Result<T, ConfigError>, fallback: T) -> T {
        checked.unwrap_or_else(|mistake| {
            self.0.push(mistake);
            fallback
        })
    }
}

fn read_file(path: &Path) -> Result<Settings, ConfigError> {
    let text = fs::read_to_string(path)
        .map_err(|error| refuse("IMPORTOPS_CONFIG", format!("{} cannot be read: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| refuse("IMPORTOPS_CONFIG", error.message().to_owned()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn flags_win_over_the_file_and_all_mistakes_are_named() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "listen = \"127.0.0.1:1\"\nlog = \"warn\"").unwrap();
        let settings = Settings {
            config: Some(file.path().to_owned()),
            listen: Some("127.0.0.1:2".into()),
            ..Settings::default()
        };
        let config = settings.check().unwrap();
        assert_eq!((config.listen.port(), config.log), (2, tracing::Level::WARN));
        let wrong = Settings {
            listen: Some("nowhere".into()),
            operator_token: Some("short".into()),
            requests_per_key: Some(0),
            ..Settings::default()
        };
        let mistakes = wrong.check().unwrap_err();
        let named: Vec<_> = mistakes.0.iter().map(|mistake| mistake.setting).collect();
        assert_eq!(named, ["IMPORTOPS_LISTEN", "IMPORTOPS_OPERATOR_TOKEN", "IMPORTOPS_REQUESTS_PER_KEY"]);
        assert_eq!(mistakes.to_string().lines().count(), 3);
    }
}
