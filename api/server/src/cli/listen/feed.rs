//! The events of an organisation as they come, across interruptions.

use std::time::Duration;

use api_http::telemetry::writer::LogWriter;
use shared::event::EventRecord;
use shared::page::Page;
use shared::paths::ApiPath;

use crate::cli::client::{ApiClient, ClientError};
use crate::cli::output::CommandError;

/// How long to wait before asking again when nothing came.
const PAUSE: Duration = Duration::from_millis(500);
/// How long to wait after the first failed request, and at most.
const FIRST_RETRY: Duration = Duration::from_secs(1);
const LAST_RETRY: Duration = Duration::from_secs(15);

/// What came since a position.
#[derive(Debug)]
pub(super) struct Feed {
    client: ApiClient,
    log: LogWriter,
    position: i64,
}

impl Feed {
    /// Begins after the newest event. A failure here is one of address or key, so it ends the command.
    pub(super) async fn from_now(client: ApiClient, log: LogWriter) -> Result<Self, CommandError> {
        let newest: Page<EventRecord> = client.get(&format!("{}?limit=1", ApiPath::Events)).await.map_err(ended)?;
        let position = newest.data.first().map_or(0, |event| event.position);
        Ok(Self { client, log, position })
    }

    /// The next events, oldest first. Waits until there are some.
    pub(super) async fn next(&mut self) -> Result<Vec<EventRecord>, CommandError> {
        loop {
            let events = self.ask().await?;
            if let Some(newest) = events.last() {
                self.position = newest.position;
                return Ok(events);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What there is now. While the server is out of reach it tries again, and misses nothing.
    async fn ask(&self) -> Result<Vec<EventRecord>, CommandError> {
        let path = format!("{}?after={}&limit=100", ApiPath::Events, self.position);
        let (mut pause, mut is_lost) = (FIRST_RETRY, false);
        loop {
            match self.client.get::<Page<EventRecord>>(&path).await {
                Ok(page) => {
                    if is_lost {
                        self.log.line(b"importops: the server answers again\n");
                    }
                    return Ok(page.data);
                }
                Err(error) if error.is_passing() => {
                    if !is_lost {
                        is_lost = true;
                        self.log.line(format!("importops: waiting for the server: {error}\n").as_bytes());
                    }
                }
                Err(error) => return Err(ended(error)),
            }
            tokio::time::sleep(pause).await;
            pause = LAST_RETRY.min(pause * 2);
        }
    }
}

/// Why there are no more events, and what to do about it.
fn ended(error: ClientError) -> CommandError {
    match &error {
        ClientError::Problem { status: 401, .. } => {
            "the server does not accept this API key: it is not valid, has expired or was revoked".into()
        }
        ClientError::Problem { status: 404, .. } => {
            "the server does not list events: it is older than this program".into()
        }
        ClientError::Unreachable(cause) => format!("the server cannot be reached: {cause}").into(),
        _ => error.to_string().into(),
    }
}
