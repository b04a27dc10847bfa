//! The rules for single settings.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use ipnet::IpNet;
use mail::SettingsError;

use super::ConfigError;
use super::Secret;
use super::refuse;
use pictures::HeicDecoder;
use pictures::blobs::{PhotoStore, Setting};

pub(super) fn address(setting: &'static str, text: &str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| refuse(setting, format!("{text} is not an address and port like 0.0.0.0:8080")))
}

/// https, or http on this machine: a tracking URL sent over plain http could be read on the way. Without one,
/// URLs begin with the listening address, which must then be on this machine too.
pub(super) fn base_url(base_url: Option<String>, listen: SocketAddr) -> Result<String, ConfigError> {
    let Some(url) = base_url else {
        let beyond = "must be set, like https://import-ops.example, when other machines can reach the server";
        return if listen.ip().is_loopback() { Ok(String::new()) } else { Err(refuse("IMPORTOPS_BASE_URL", beyond)) };
    };
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

pub(super) fn photo_store(place: Option<String>, data_dir: &Path) -> Result<PhotoStore, ConfigError> {
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

pub(super) fn networks(setting: &'static str, list: Option<String>) -> Result<Vec<IpNet>, ConfigError> {
    let list = list.unwrap_or_default();
    let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            part.parse().map_err(|_| refuse(setting, format!("{part} is not a network like 10.20.0.0/16 or fd00::/8")))
        })
        .collect()
}

/// Contacts as RFC 9116 has them (section 2.5.3): URIs, those on the web with https.
pub(super) fn security_contacts(list: Option<String>) -> Result<Vec<String>, ConfigError> {
    let list = list.unwrap_or_default();
    let parts = list.split(',').map(str::trim).filter(|part| !part.is_empty());
    let is_contact = |part: &str| {
        let rest = ["mailto:", "https://", "tel:"].into_iter().find_map(|scheme| part.strip_prefix(scheme));
        rest.is_some_and(|rest| !rest.is_empty()) && part.bytes().all(|byte| byte.is_ascii_graphic())
    };
    parts
        .map(|part| {
            let reason = || format!("{part} is not a URI like mailto:security@import-ops.example or https://...");
            is_contact(part).then(|| part.to_owned()).ok_or_else(|| refuse("IMPORTOPS_SECURITY_CONTACT", reason()))
        })
        .collect()
}

/// How many different characters a credential has at least: fewer are no random ones.
const DIFFERENT_CHARACTERS: usize = 8;

pub(super) fn operator_token(token: Option<String>) -> Result<Option<Secret>, ConfigError> {
    let Some(token) = token else { return Ok(None) };
    let different: std::collections::BTreeSet<_> = token.chars().collect();
    if token.len() >= 32 && different.len() >= DIFFERENT_CHARACTERS {
        return Ok(Some(Secret(token)));
    }
    let reason = "must have at least 32 random characters: generate them with `openssl rand -hex 32`";
    Err(refuse("IMPORTOPS_OPERATOR_TOKEN", reason))
}

/// The base of an OTLP receiver's URLs. Credentials go into `OTEL_EXPORTER_OTLP_HEADERS`, not into the URL, which is printed.
pub(super) fn otlp_endpoint(url: &str) -> Result<String, ConfigError> {
    let url = url.trim_end_matches('/');
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.contains(['?', '#', '@', ' ']) => Ok(url.to_owned()),
        _ => Err(refuse("IMPORTOPS_OTLP_ENDPOINT", "must be like http://127.0.0.1:4318, without /v1/traces")),
    }
}

/// How mail is sent: the server and the address that it comes from, both or neither.
pub(super) fn mail(url: Option<String>, from: Option<String>) -> Result<Option<mail::Settings>, ConfigError> {
    match (url, from) {
        (None, None) => Ok(None),
        (Some(url), Some(from)) => mail::Settings::parse(&url, &from).map(Some).map_err(|error| {
            let setting = if error == SettingsError::From { "IMPORTOPS_MAIL_FROM" } else { "IMPORTOPS_SMTP_URL" };
            refuse(setting, error.to_string())
        }),
        (Some(_), None) => Err(refuse("IMPORTOPS_MAIL_FROM", "must be set with IMPORTOPS_SMTP_URL")),
        (None, Some(_)) => Err(refuse("IMPORTOPS_SMTP_URL", "must be set with IMPORTOPS_MAIL_FROM")),
    }
}

pub(super) fn quota(setting: &'static str, given: Option<u32>, default: u32) -> Result<u32, ConfigError> {
    match given.unwrap_or(default) {
        0 => Err(refuse(setting, "must be at least 1")),
        quota => Ok(quota),
    }
}

#[cfg(feature = "heic")]
#[expect(clippy::unnecessary_wraps, reason = "a program that was built without the decoder refuses the setting")]
pub(super) fn heic(heic: Option<bool>) -> Result<HeicDecoder, ConfigError> {
    Ok(if heic.unwrap_or(true) { HeicDecoder::of_this_program() } else { HeicDecoder::off() })
}

#[cfg(not(feature = "heic"))]
pub(super) fn heic(heic: Option<bool>) -> Result<HeicDecoder, ConfigError> {
    if heic == Some(true) {
        return Err(refuse("IMPORTOPS_HEIC", "this program was built without the decoder of HEIC photos"));
    }
    Ok(HeicDecoder::off())
}

pub(super) fn level(level: Option<String>) -> Result<tracing::Level, ConfigError> {
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
    use super::*;

    fn url(url: &str) -> Result<String, ConfigError> {
        base_url(Some(url.to_owned()), ([0, 0, 0, 0], 80).into())
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert_eq!(url("https://import-ops.example/").unwrap(), "https://import-ops.example");
        assert_eq!(url("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080");
        for wrong in ["http://import-ops.example", "import-ops.example", "https://a/b", "https://u@a", "ftp://a", ""] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
        assert_eq!(base_url(None, ([127, 0, 0, 1], 80).into()).unwrap(), "");
        assert!(base_url(None, ([0, 0, 0, 0], 80).into()).is_err());
    }

    #[test]
    fn an_endpoint_holds_no_credential() {
        assert_eq!(otlp_endpoint("http://127.0.0.1:4318/").unwrap(), "http://127.0.0.1:4318");
        assert_eq!(otlp_endpoint("https://traces.example/otlp").unwrap(), "https://traces.example/otlp");
        for wrong in ["", "http://", "127.0.0.1:4318", "https://key@traces.example", "https://traces.example?key=1"] {
            assert!(otlp_endpoint(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_credential_is_long_and_random() {
        assert!(operator_token(Some("0123456789abcdef0123456789abcdef".into())).is_ok());
        for wrong in ["0123456789abcdef".to_owned(), "a".repeat(64), "changeme".repeat(8)] {
            assert!(operator_token(Some(wrong)).is_err());
        }
    }
}
