//! Whether requests should come to this server. Anybody may ask, as often as they like, so database and photo store are
//! asked once a second at most, and by one request at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use shared::problem::ProblemCode;
use tokio::sync::Mutex;

use crate::photos::Pairing;
use crate::photos::pairing::NotPaired;
use api_http::error::ApiError;
use host::clock::Clock;
use host::clock::Uptime;
use store::Store;

/// How long database and photo store have for their answers together: a balancer asks every few seconds.
const DEADLINE: Duration = Duration::from_secs(3);
/// For how long an answer counts.
const FRESH: Duration = Duration::from_secs(1);

/// What is known about it.
#[derive(Debug)]
pub struct Readiness {
    store: Store,
    pairing: Arc<Pairing>,
    clock: Clock,
    stopping: AtomicBool,
    last: Mutex<Option<(Uptime, Result<(), Trouble>)>>,
}

/// Why requests should go elsewhere.
#[derive(Debug, Clone)]
struct Trouble {
    detail: &'static str,
    cause: String,
}

impl Readiness {
    /// Nothing is known yet.
    pub fn of(store: Store, pairing: Arc<Pairing>, clock: Clock) -> Self {
        Self { store, pairing, clock, stopping: AtomicBool::new(false), last: Mutex::default() }
    }

    /// From now on requests should go elsewhere: the server is about to stop.
    pub fn drain(&self) {
        self.stopping.store(true, Ordering::SeqCst);
    }

    /// 503 unless requests should come here.
    pub async fn check(&self) -> Result<(), ApiError> {
        if self.stopping.load(Ordering::SeqCst) {
            return Err(unavailable("The server is about to stop."));
        }
        let mut last = self.last.lock().await;
        let now = self.clock.uptime();
        let outcome = match &*last {
            Some((at, outcome)) if now.since(*at) < FRESH => outcome.clone(),
            _ => {
                let outcome = self.ask().await;
                *last = Some((self.clock.uptime(), outcome.clone()));
                outcome
            }
        };
        outcome.map_err(|Trouble { detail, cause }| unavailable(detail).cause(cause))
    }

    async fn ask(&self) -> Result<(), Trouble> {
        let asked = async {
            let no_database = |error: store::Error| Trouble { detail: NO_DATABASE, cause: error.to_string() };
            self.store.probe(self.clock.now()).await.map_err(no_database)?;
            self.pairing.confirm().await.map_err(|error| {
                let detail = if matches!(error, NotPaired::Mismatch(_)) { NOT_PAIRED } else { NO_PHOTOS };
                Trouble { detail, cause: error.to_string() }
            })
        };
        let too_slow = |_| Trouble {
            detail: "The database or the photo store takes too long to answer.",
            cause: "too \
                                   slow"
                .into(),
        };
        tokio::time::timeout(DEADLINE, asked).await.map_err(too_slow)?
    }
}

fn unavailable(detail: &str) -> ApiError {
    ApiError::new(ProblemCode::ServiceUnavailable).detail(detail)
}

const NO_DATABASE: &str = "The database does not answer.";
const NO_PHOTOS: &str = "The photo store does not answer.";
const NOT_PAIRED: &str = "The database and the photo store do not belong together.";
