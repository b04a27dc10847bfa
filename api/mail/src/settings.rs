//! Where mails go first, and whom they come from.

use std::fmt;
use std::net::IpAddr;

use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{Address, Tokio1Executor};

/// The mail server and the address that mails come from. Its debug output has no password.
#[derive(Clone)]
pub struct Settings {
    pub(crate) url: String,
    pub(crate) from: Address,
}

impl fmt::Debug for Settings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Settings").field("server", &self.server()).finish_non_exhaustive()
    }
}

/// Why settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The URL of the server. It is not repeated: it holds a password.
    #[error("must be like smtps://USER:PASSWORD@mail.example or smtp://USER:PASSWORD@mail.example:587?tls=required")]
    Url,
    /// The connection would not be encrypted, and leaves the machine or its private network.
    #[error("must be encrypted: smtps://, or smtp:// with ?tls=required; only a server on this machine may be without")]
    InClear,
    /// The address that mails come from.
    #[error("must be an address like tracking@import-ops.example")]
    From,
}

impl Settings {
    /// Reads them: a URL as lettre has it, and an address. STARTTLS that is only asked for where the server offers it is refused, for
    /// whoever is on the way can take the offer away (RFC 8314, section 1).
    pub fn parse(url: &str, from: &str) -> Result<Self, SettingsError> {
        let from = from.trim().parse().map_err(|_| SettingsError::From)?;
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| SettingsError::Url)?;
        let settings = Self { url: url.to_owned(), from };
        let is_encrypted = url.starts_with("smtps://") || url.contains("tls=required");
        if !is_encrypted && !settings.is_here() {
            return Err(SettingsError::InClear);
        }
        Ok(settings)
    }

    /// Host and port of the server, which may be shown.
    pub fn server(&self) -> &str {
        let rest = self.url.split_once("//").map_or("", |(_, rest)| rest);
        let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
        rest.rsplit_once('@').map_or(rest, |(_, place)| place)
    }

    /// Whether the server is on this machine.
    fn is_here(&self) -> bool {
        let server = self.server();
        let host = match server.strip_prefix('[') {
            Some(literal) => literal.split(']').next().unwrap_or_default(),
            None => server.rsplit_once(':').map_or(server, |(host, _)| host),
        };
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
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
            "smtp://u:p@mail.example:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://[::1]:2525",
            "smtp://u:p@localhost",
        ] {
            assert!(Settings::parse(url, FROM).is_ok(), "{url}");
        }
        for (url, error) in [
            ("smtp://u:p@mail.example:25", SettingsError::InClear),
            ("smtp://u:p@mail.example:25?tls=opportunistic", SettingsError::InClear),
            ("smtp://10.0.0.1", SettingsError::InClear),
            ("smtp://localhost@mail.example", SettingsError::InClear),
            ("http://mail.example", SettingsError::Url),
            ("mail.example", SettingsError::Url),
            ("", SettingsError::Url),
        ] {
            assert_eq!(Settings::parse(url, FROM).unwrap_err(), error, "{url}");
        }
        assert_eq!(Settings::parse("smtps://mail.example", "nobody").unwrap_err(), SettingsError::From);
    }

    #[test]
    fn no_password_is_shown() {
        let settings = Settings::parse("smtps://user:s3cret%40x@mail.example:4650/ehlo", FROM).unwrap();
        assert_eq!(settings.server(), "mail.example:4650");
        assert!(!format!("{settings:?}").contains("s3cret"));
        assert!(!SettingsError::Url.to_string().contains("s3cret"));
    }
}
