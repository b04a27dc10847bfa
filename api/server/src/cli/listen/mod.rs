//! `importops listen`: forwards the events of an organisation to a program on this machine, for development.
//!
//! The server sends nothing to it: it asks for the events that came since the last one (`GET /events`), so nobody has to reach
//! this machine from outside. Body, headers and signature are those of a webhook.

mod feed;
mod forward;

use clap::Args;
use host::clock::Clock;
use serde_json::json;
use shared::webhook::EventType;

use self::feed::Feed;
use self::forward::{Forwarder, Outcome};
use super::client::{ApiClient, Connection, web_address};
use super::output::{CommandError, print};
use crate::signals::Signals;
use crate::webhooks::signature::new_secret;
use api_http::telemetry::writer::LogWriter;
use shared::event::EventRecord;

/// Where events are forwarded to, and which.
#[derive(Debug, Args)]
pub struct Listen {
    #[command(flatten)]
    connection: Connection,
    /// Where to post the events, like `http://localhost:4242/hooks`
    #[arg(long, value_name = "URL")]
    forward_to: String,
    /// Only these types, separated by commas, like `vehicle.updated,note.created` [default: all]
    #[arg(long, value_name = "TYPES", value_delimiter = ',', value_parser = event_type)]
    events: Vec<EventType>,
    /// The secret that signs the events, as `whsec_...` [default: a new one, shown at the start]
    #[arg(long, env = "IMPORTOPS_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true)]
    secret: Option<Secret>,
}

/// A secret from a flag or the environment.
#[derive(Clone)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.trim().to_owned()))
    }
}

fn event_type(text: &str) -> Result<EventType, String> {
    EventType::parse(text.trim()).ok_or_else(|| {
        let known = EventType::ALL.map(EventType::as_str);
        format!("there is no event of this type; there are {}", known.join(", "))
    })
}

/// Forwards until somebody stops it.
pub async fn run(listen: Listen, clock: Clock, log: LogWriter, json: bool) -> Result<(), CommandError> {
    let Listen { connection, forward_to, events, secret } = listen;
    let mut signals = Signals::listen()?;
    let client = ApiClient::new(connection)?;
    let url = web_address("--forward-to", &forward_to)?;
    // One that was given is known to whoever gave it.
    let (secret, is_new) = secret.map_or_else(|| (new_secret(), true), |Secret(given)| (given, false));
    let forwarder = Forwarder::new(url, &secret, clock)?;
    let mut feed = Feed::from_now(client, log).await?;
    print(&introduction(&forward_to, is_new.then_some(secret.as_str()), json))?;
    let forward = async {
        loop {
            for event in feed.next().await? {
                if events.is_empty() || events.iter().any(|chosen| chosen.as_str() == event.event_type) {
                    let outcome = forwarder.forward(&event).await;
                    print(&line(&event, &outcome, json))?;
                }
            }
        }
    };
    tokio::select! {
        failed = forward => failed,
        _ = signals.next() => Ok(()),
    }
}

fn introduction(forward_to: &str, secret: Option<&str>, json: bool) -> String {
    if json {
        return json!({ "forwarding_to": forward_to, "secret": secret }).to_string();
    }
    let secret = secret.map(|secret| format!("\nThey are signed with this secret until you stop: {secret}"));
    format!("Events from now on are forwarded to {forward_to}. Press Ctrl-C to stop.{}", secret.unwrap_or_default())
}

fn line(event: &EventRecord, outcome: &Outcome, json: bool) -> String {
    let EventRecord { id, event_type, vehicle_id, occurred_at, .. } = event;
    let Outcome { status, error, duration_ms } = outcome;
    if json {
        let line = json!({
            "event_id": id, "event_type": event_type, "vehicle_id": vehicle_id, "occurred_at": occurred_at,
            "status": status, "error": error, "duration_ms": duration_ms,
        });
        return line.to_string();
    }
    let about = vehicle_id.as_ref().map(|vehicle| format!(" {vehicle}")).unwrap_or_default();
    let answer = match (status, error) {
        (Some(status), _) => format!("{status} in {duration_ms} ms"),
        (None, error) => format!("no answer: {}", error.as_deref().unwrap_or("unknown")),
    };
    format!("{occurred_at} {event_type}{about} {id} -> {answer}")
}
