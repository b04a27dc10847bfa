//! Posts an event to the local program, as a server posts it to a webhook endpoint.

use host::clock::{Clock, Stopwatch};
use host::tls;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use shared::event::EventRecord;

use crate::cli::client::root_cause;
use crate::cli::output::CommandError;
use crate::webhooks::signature::Signer;
use crate::webhooks::{DEADLINE, Message, USER_AGENT};

/// Posts to one address.
#[derive(Debug)]
pub(super) struct Forwarder {
    http: Client,
    url: Url,
    signer: Signer,
    clock: Clock,
}

/// What the local program answered.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The HTTP status; none if there was no answer.
    pub(super) status: Option<u16>,
    /// Why there was none.
    pub(super) error: Option<String>,
    /// How long it took.
    pub(super) duration_ms: u128,
}

impl Forwarder {
    pub(super) fn new(url: Url, secret: &str, clock: Clock) -> Result<Self, CommandError> {
        let signer = Signer::new(&[secret.to_owned()]).ok_or("--secret must be a secret that starts with whsec_")?;
        let http = Client::builder()
            .tls_backend_preconfigured(tls::client_config()?)
            .user_agent(USER_AGENT)
            .redirect(Policy::none())
            .no_proxy()
            .timeout(DEADLINE)
            .pool_max_idle_per_host(0)
            .build()?;
        Ok(Self { http, url, signer, clock })
    }

    pub(super) async fn forward(&self, event: &EventRecord) -> Outcome {
        let message = Message::signed(&self.signer, event.id.as_str(), self.clock.now(), event.body.clone());
        let watch = Stopwatch::start();
        let answer = message.post(&self.http, self.url.clone()).send().await;
        let duration_ms = watch.elapsed().as_millis();
        match answer {
            Ok(answer) => Outcome { status: Some(answer.status().as_u16()), error: None, duration_ms },
            Err(error) => Outcome { status: None, error: Some(root_cause(&error)), duration_ms },
        }
    }
}
