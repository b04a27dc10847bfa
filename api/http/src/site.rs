//! The operator's settings for the site that requests depend on.

use std::time::Duration;

use ipnet::IpNet;

/// The settings that answers depend on.
#[derive(Debug, Clone)]
pub struct Site {
    /// The base of URLs, without a slash at the end.
    pub base_url: String,
    /// Where to report vulnerabilities: URIs, the preferred one first.
    pub security_contacts: Vec<String>,
    /// The proxies whose `Forwarded` and `X-Forwarded-For` are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether mail is sent.
    pub sends_mail: bool,
    /// How long a request may take.
    pub request_deadline: Duration,
}

impl Site {
    /// Whether browsers reach it by HTTPS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
