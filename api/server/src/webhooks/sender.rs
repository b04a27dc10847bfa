//! One attempt to hand an event to its receiver.

use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};
use shared::time::Timestamp;
use shared::webhook::AttemptOutcome;

use super::signature::Signer;
use super::target::{AddressRefused, Guard, Lookup, SystemLookup};
use host::tls;

/// How long an attempt may take in all.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);
/// How the program introduces itself.
pub(crate) const USER_AGENT: &str = concat!("ImportOps/", env!("CARGO_PKG_VERSION"));
/// How much of an answer is read: nothing in it matters.
const MAX_ANSWER_BYTES: usize = 8 * 1024;

/// Sends events. It follows no redirect, uses no proxy, and connects only where its guard permits.
#[derive(Debug, Clone)]
pub struct Sender {
    guard: Guard,
    public: Client,
    /// For plain http and odd ports: reaches only what the operator allows.
    allowed: Client,
}

/// Why there is no sender.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    /// The certificates that the system trusts cannot be used.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
    /// No HTTP client.
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

/// What is posted.
#[derive(Debug)]
pub struct Message {
    /// Id of the event.
    pub event_id: String,
    /// When the attempt is made, in Unix seconds.
    pub timestamp_s: i64,
    /// The header `webhook-signature`.
    pub signature: String,
    /// The JSON document.
    pub body: String,
}

impl Message {
    /// An event that is signed at an instant.
    pub(crate) fn signed(signer: &Signer, event_id: &str, now: Timestamp, body: String) -> Self {
        let timestamp_s = now.unix_ms().div_euclid(1000);
        let signature = signer.sign(event_id, timestamp_s, &body);
        Self { event_id: event_id.to_owned(), timestamp_s, signature, body }
    }

    /// The request that posts it.
    pub(crate) fn post(self, client: &Client, url: Url) -> RequestBuilder {
        client
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", self.event_id)
            .header("webhook-timestamp", self.timestamp_s.to_string())
            .header("webhook-signature", self.signature)
            .body(self.body)
    }
}

impl Sender {
    /// A sender for the public internet and the networks that the operator allows.
    pub fn new(allowed: &[IpNet]) -> Result<Self, SenderError> {
        Self::with(Arc::new(SystemLookup), allowed, DEADLINE)
    }

    /// A sender with its own way to find addresses and another deadline.
    pub fn with(lookup: Arc<dyn Lookup>, allowed: &[IpNet], deadline: Duration) -> Result<Self, SenderError> {
        let tls = tls::client_config()?;
        let guard = Guard::new(lookup, allowed);
        let client = |only_allowed| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .user_agent(USER_AGENT)
                .redirect(Policy::none())
                .no_proxy()
                .timeout(deadline)
                // Every attempt makes a connection of its own, to an address that was just checked.
                .pool_max_idle_per_host(0)
                .dns_resolver(Arc::new(guard.resolver(only_allowed)))
                .build()
        };
        Ok(Self { public: client(false)?, allowed: client(true)?, guard })
    }

    /// Says what is wrong with a URL.
    pub fn check(&self, url: &str) -> Result<(), &'static str> {
        self.guard.check(url).map(drop)
    }

    /// Makes one attempt: how it ended, and the HTTP status if there was one.
    pub async fn send(&self, url: &str, message: Message) -> (AttemptOutcome, Option<u16>) {
        // What was allowed when the endpoint was set up may not be any more.
        let Ok(url) = self.guard.check(url) else { return (AttemptOutcome::AddressRefused, None) };
        let request = message.post(self.client_for(&url), url);
        let mut answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return (outcome_of(&error), None),
        };
        let status = answer.status();
        let mut read = 0;
        while read < MAX_ANSWER_BYTES {
            match answer.chunk().await {
                Ok(Some(chunk)) => read += chunk.len(),
                Ok(None) => break,
                Err(error) => return (outcome_of(&error), Some(status.as_u16())),
            }
        }
        let outcome = if status.is_success() { AttemptOutcome::Succeeded } else { AttemptOutcome::HttpError };
        (outcome, Some(status.as_u16()))
    }

    fn client_for(&self, url: &Url) -> &Client {
        let usual = url.scheme() == "https" && matches!(url.port_or_known_default(), Some(443 | 8443 | 1024..));
        if usual { &self.public } else { &self.allowed }
    }
}

/// The class of a failure; nothing of the receiver's answer is kept.
fn outcome_of(error: &reqwest::Error) -> AttemptOutcome {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<AddressRefused>() {
            return AttemptOutcome::AddressRefused;
        }
        if error.is::<rustls::Error>() {
            return AttemptOutcome::TlsFailed;
        }
        // The source of an I/O error is that of the error inside, which it skips.
        let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        cause = inside.map(|inside| inside as &(dyn std::error::Error + 'static)).or_else(|| error.source());
    }
    if error.is_timeout() { AttemptOutcome::Timeout } else { AttemptOutcome::ConnectionFailed }
}
