//! What the operator decided about the site, as far as requests depend on it.

use std::time::Duration;

use ipnet::IpNet;

/// The settings that answers depend on.
#[derive(Debug, Clone)]
pub struct Site {
    /// What URLs are built from, without a slash at its end.
    pub base_url: String,
    /// The proxies whose `Forwarded` and `X-Forwarded-For` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long a request may take.
    pub request_deadline: Duration,
}

impl Site {
    /// Whether browsers reach it by HTTPS.
    pub fn is_https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}
