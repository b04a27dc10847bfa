//! Where mails go first, and whom they come from.

use std::fmt;

use lettre::Address;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::extension::ClientId;
use url::{Host, Url};

use crate::text::address;

/// The mail server and the address that mails come from. Its debug output has no password.
#[derive(Clone)]
pub struct Settings {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) encryption: Encryption,
    pub(crate) credentials: Option<Credentials>,
    /// How this client introduces itself.
    pub(crate) hello: ClientId,
    pub(crate) from: Address,
    server: String,
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Settings").field("server", &self.server()).finish_non_exhaustive()
    }
}

/// When a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encryption {
    /// From its first byte.
    Implicit,
    /// After STARTTLS, without which nothing is sent.
    StartTls,
    /// Never: the server is on this machine.
    Never,
}

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The URL of the server. It is not repeated: it holds a password.
    #[error("must be like smtps://USER:PASSWORD@mail.example or smtp://USER:PASSWORD@mail.example:587?tls=required")]
    Url,
    /// The connection would not be encrypted, and leaves the machine.
    #[error("must be encrypted: smtps://, or smtp:// with ?tls=required; only a server on this machine may be without")]
    InClear,
    /// The address that mails come from.
    #[error("must be an address like tracking@import-ops.example")]
    From,
}

impl Settings {
    /// Reads them: a URL as lettre writes it, and an address. A path in the URL is the name by which this client introduces itself,
    /// for servers that do not accept the machine's. STARTTLS that is used only if the server offers it is refused, because anybody
    /// on the way can remove the offer (RFC 8314, section 1).
    pub fn parse(url: &str, from: &str) -> Result<Self, SettingsError> {
        let from = address(from).ok_or(SettingsError::From)?;
        let url = Url::parse(url).map_err(|_| SettingsError::Url)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(SettingsError::Url)?.to_owned();
        let encryption = encryption(&url)?;
        let port = url.port().unwrap_or(match encryption {
            Encryption::Implicit => 465,
            Encryption::StartTls => 587,
            Encryption::Never => 25,
        });
        if encryption == Encryption::Never && !is_here(&host) {
            return Err(SettingsError::InClear);
        }
        let server = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
        Ok(Self { host, port, encryption, credentials: credentials(&url)?, hello: hello(&url)?, from, server })
    }

    /// Host and port of the server, which may be shown.
    pub fn server(&self) -> &str {
        &self.server
    }
}

fn encryption(url: &Url) -> Result<Encryption, SettingsError> {
    let mut query = url.query_pairs();
    let (tls, is_alone) = (query.next(), query.next().is_none());
    let tls = match &tls {
        Some((name, value)) if name == "tls" && is_alone => Some(&**value),
        None => None,
        // A word that is not understood could be the one that was to encrypt the connection.
        Some(_) => return Err(SettingsError::Url),
    };
    match (url.scheme(), tls) {
        ("smtps", None | Some("required")) => Ok(Encryption::Implicit),
        ("smtp", Some("required")) => Ok(Encryption::StartTls),
        ("smtp", Some("opportunistic")) => Err(SettingsError::InClear),
        ("smtp", None) => Ok(Encryption::Never),
        _ => Err(SettingsError::Url),
    }
}

/// User and password, or neither: one alone is a slip.
fn credentials(url: &Url) -> Result<Option<Credentials>, SettingsError> {
    let decoded = |text: &str| {
        // Control characters would end the command that carries them.
        let text = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
        (!text.is_empty() && !text.contains(char::is_control)).then(|| text.into_owned())
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) => {
            let both = decoded(user).zip(decoded(password)).ok_or(SettingsError::Url)?;
            Ok(Some(Credentials::new(both.0, both.1)))
        }
        (_, None) => Err(SettingsError::Url),
    }
}

/// The name in the path, else the machine's.
fn hello(url: &Url) -> Result<ClientId, SettingsError> {
    let name = url.path().trim_matches('/');
    if name.is_empty() {
        return Ok(ClientId::default());
    }
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    if is_name { Ok(ClientId::Domain(name.to_owned())) } else { Err(SettingsError::Url) }
}

/// Whether a host is this machine.
fn is_here(host: &str) -> bool {
    match Host::parse(host) {
        Ok(Host::Domain(name)) => name == "localhost",
        Ok(Host::Ipv4(address)) => address.is_loopback(),
        Ok(Host::Ipv6(address)) => address.is_loopback(),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "tracking@import-ops.example";

    #[test]
    fn nothing_leaves_the_machine_in_clear() {
        for url in [
            "smtps://u:p@mail.example",
            "smtps://mail.example:4650",
            "SMTPS://mail.example?tls=required",
            "smtp://u:p@mail.example:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://127.1.2.3",
            "smtp://[::1]:2525",
            "smtp://u:p@localhost",
        ] {
            assert!(Settings::parse(url, FROM).is_ok(), "{url}");
        }
        for (url, error) in [
            ("smtp://u:p@mail.example:25", SettingsError::InClear),
            ("smtp://u:p@mail.example:25?tls=opportunistic", SettingsError::InClear),
            ("smtp://localhost?tls=opportunistic", SettingsError::InClear),
            ("smtp://10.0.0.1", SettingsError::InClear),
            ("smtp://localhost@mail.example", SettingsError::InClear),
            ("smtp://localhost:25@mail.example", SettingsError::InClear),
            ("smtp://localhost.mail.example", SettingsError::InClear),
            // What asks for encryption has to be the parameter, not something that looks like it.
            ("smtp://u:tls=required@mail.example", SettingsError::InClear),
            ("smtp://mail.example/?x=1&tls=required", SettingsError::Url),
            ("smtp://mail.example/?tls=required&tls=none", SettingsError::Url),
            ("smtp://mail.example/tls=required", SettingsError::InClear),
            ("smtp://mail.example#tls=required", SettingsError::InClear),
            ("smtp://mail.example?tls=yes", SettingsError::Url),
            ("smtps://mail.example?tls=none", SettingsError::Url),
            ("http://mail.example", SettingsError::Url),
            ("mail.example", SettingsError::Url),
            ("smtps://", SettingsError::Url),
            ("", SettingsError::Url),
        ] {
            assert_eq!(Settings::parse(url, FROM).unwrap_err(), error, "{url}");
        }
        assert_eq!(Settings::parse("smtps://mail.example", "nobody").unwrap_err(), SettingsError::From);
    }

    #[test]
    fn the_ports_are_the_usual_ones() {
        for (url, port) in [
            ("smtps://mail.example", 465),
            ("smtp://mail.example?tls=required", 587),
            ("smtp://localhost", 25),
            ("smtp://localhost:2525", 2525),
        ] {
            assert_eq!(Settings::parse(url, FROM).unwrap().port, port, "{url}");
        }
    }

    #[test]
    fn a_user_has_a_password_and_neither_ends_a_command() {
        for url in ["smtps://user@mail.example", "smtps://:p@mail.example", "smtps://u:p%0D%0Aquit@mail.example"] {
            assert_eq!(Settings::parse(url, FROM).unwrap_err(), SettingsError::Url, "{url}");
        }
        let named = Settings::parse("smtps://mail.example/tracking.import-ops.example", FROM).unwrap();
        assert_eq!(named.hello, ClientId::Domain("tracking.import-ops.example".to_owned()));
        assert!(Settings::parse("smtps://mail.example/a%0D%0Ab", FROM).is_err());
    }

    #[test]
    fn no_password_is_shown() {
        let settings = Settings::parse("smtps://user:s3cret%40x@mail.example:4650/ehlo", FROM).unwrap();
        assert_eq!(settings.server(), "mail.example:4650");
        assert!(!format!("{settings:?}").contains("s3cret"));
        assert!(!SettingsError::Url.to_string().contains("s3cret"));
    }
}
