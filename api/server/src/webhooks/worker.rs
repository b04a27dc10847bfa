//! Makes the deliveries that are due. Several servers do it side by side: an endpoint is served by one of them at a time, and what a
//! server had taken up that died is taken up by another when the claim has run out: at least once.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::FuturesUnordered;
use shared::ids::WebhookEndpointId;

use super::attempt::{Addressee, Ended, attempt};
use super::deliverer::Deliverer;
use super::lanes::Lanes;
use super::turn::{self, Visit, Visited};
use api_http::background::{Task, turn as logged};
use api_http::error::ApiError;
use host::clock::{Stopwatch, Uptime};
use host::random;
use store::deliveries::{self, WaitingEndpoint};
use store::{events, settling, wrong_clock};

/// How often a server looks for endpoints that something is due for, and how long it waits after a failure.
const PERIOD: Duration = Duration::from_secs(1);
/// How long attempts are gathered before they are written down by one commit.
const GATHERING: Duration = Duration::from_millis(10);
/// How often it looks for what a clock that was ahead left behind.
const SET_RIGHT_PERIOD: Duration = Duration::from_mins(1);

const DELIVERING: Task = Task { name: "deliver_events", what: "delivering events", deadline: Duration::from_mins(2) };

/// Delivers until it is told to stop. What was not begun by then, other servers can take up at once.
pub async fn deliver_until(deliverer: Deliverer, stop: impl Future) {
    let mut worker = Worker::new(deliverer);
    let mut stop = Box::pin(stop);
    loop {
        worker.look = true;
        let next = tokio::time::sleep(PERIOD);
        tokio::pin!(next);
        loop {
            tokio::select! {
                _ = &mut stop => return worker.stop().await,
                () = &mut next => break,
                advanced = worker.advance() => match advanced {
                    Ok(true) => {}
                    // Nothing is under way.
                    Ok(false) => {
                        tokio::select! {
                            _ = &mut stop => return worker.stop().await,
                            () = &mut next => break,
                        }
                    }
                    Err(error) => logged(&worker.deliverer.metrics, DELIVERING, async { Err::<(), _>(error) }).await,
                },
            }
        }
    }
}

/// Makes due what waits only because a clock was ahead when it was written.
pub async fn set_right(deliverer: &Deliverer) -> Result<(), ApiError> {
    let mut tx = deliverer.store.begin_across().await?;
    wrong_clock::set_right(&mut tx, deliverer.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Emits what is due by the clock, and sends everything that is due; tells how many attempts were made.
pub async fn pass(deliverer: &Deliverer) -> Result<usize, ApiError> {
    let mut worker = Worker::new(deliverer.clone());
    worker.set_right_at = Some(deliverer.clock.uptime());
    loop {
        worker.look = true;
        while worker.advance().await? {}
        if worker.lanes.is_empty() && !worker.found {
            return Ok(worker.attempts);
        }
    }
}

/// Work on the database: one at a time, while messages are on their way.
enum Job {
    Looking(LocalBoxFuture<'static, Result<Vec<WaitingEndpoint>, ApiError>>),
    Visiting(Arc<Vec<Visit>>, LocalBoxFuture<'static, (Vec<Visited>, Result<(), store::Error>)>),
}

/// What happened.
enum Happened {
    Attempt(WebhookEndpointId, Ended),
    Looked(Result<Vec<WaitingEndpoint>, ApiError>),
    Visited(Vec<Visited>, Result<(), store::Error>),
    Gathered,
}

struct Worker {
    deliverer: Deliverer,
    /// Its name beside those of other servers.
    name: Arc<str>,
    lanes: Lanes,
    sends: FuturesUnordered<LocalBoxFuture<'static, (WebhookEndpointId, Ended)>>,
    job: Option<Job>,
    /// Whether to look for endpoints that something is due for.
    look: bool,
    /// Whether the last look found some.
    found: bool,
    set_right_at: Option<Uptime>,
    last_job: Stopwatch,
    pause: Duration,
    attempts: usize,
}

impl Worker {
    fn new(deliverer: Deliverer) -> Self {
        Self {
            deliverer,
            name: format!("{:032x}", u128::from_be_bytes(random::bytes())).into(),
            lanes: Lanes::default(),
            sends: FuturesUnordered::new(),
            job: None,
            look: true,
            found: false,
            set_right_at: None,
            last_job: Stopwatch::start(),
            pause: Duration::ZERO,
            attempts: 0,
        }
    }

    /// Waits until something happens, and goes on from there; false when nothing is under way. It can be abandoned at any time.
    async fn advance(&mut self) -> Result<bool, ApiError> {
        self.send();
        if self.job.is_none() && self.may_begin() {
            self.job = self.next_job();
        }
        let gathers = self.job.is_none() && self.has_job();
        if self.job.is_none() && self.sends.is_empty() && !gathers {
            return Ok(false);
        }
        let rest = self.pause.saturating_sub(self.last_job.elapsed());
        let (sends, job) = (&mut self.sends, &mut self.job);
        let happened = tokio::select! {
            Some((endpoint, ended)) = sends.next(), if !sends.is_empty() => Happened::Attempt(endpoint, ended),
            happened = end_of(job), if job.is_some() => happened,
            () = tokio::time::sleep(rest), if gathers => Happened::Gathered,
        };
        self.go_on(happened)?;
        Ok(true)
    }

    fn has_job(&self) -> bool {
        self.look || self.lanes.needs_turn(self.deliverer.clock.now())
    }

    /// Whether it is time for the next job. While nothing is on its way, nothing can be gathered.
    fn may_begin(&self) -> bool {
        let gathered = self.sends.is_empty() && self.pause <= GATHERING;
        gathered || self.last_job.elapsed() >= self.pause
    }

    fn next_job(&mut self) -> Option<Job> {
        if std::mem::take(&mut self.look) {
            let uptime = self.deliverer.clock.uptime();
            let sets_right = self.set_right_at.is_none_or(|at| uptime.since(at) >= SET_RIGHT_PERIOD);
            if sets_right {
                self.set_right_at = Some(uptime);
            }
            return Some(Job::Looking(Box::pin(look(self.deliverer.clone(), sets_right))));
        }
        let clock = &self.deliverer.clock;
        let visits = Arc::new(self.lanes.visits(clock.now(), clock.uptime()));
        let making = turn::make(self.deliverer.clone(), Arc::clone(&self.name), Arc::clone(&visits));
        (!visits.is_empty()).then(|| Job::Visiting(visits, Box::pin(making)))
    }

    /// Sends what may be sent.
    fn send(&mut self) {
        while let Some((to, delivery)) = self.lanes.next(self.deliverer.clock.now()) {
            let deliverer = self.deliverer.clone();
            self.sends.push(Box::pin(async move {
                let ended = attempt(&deliverer, &to, delivery).await;
                (to.endpoint_id.clone(), ended)
            }));
        }
    }

    fn go_on(&mut self, happened: Happened) -> Result<(), ApiError> {
        let outcome = match happened {
            Happened::Gathered => return Ok(()),
            Happened::Attempt(endpoint, ended) => {
                self.attempts += 1;
                self.lanes.ended(&endpoint, ended);
                return Ok(());
            }
            Happened::Looked(looked) => looked.map(|waiting| {
                self.found = !waiting.is_empty();
                self.lanes.found(waiting);
            }),
            Happened::Visited(visited, outcome) => self.visited(visited, outcome),
        };
        self.job = None;
        self.last_job = Stopwatch::start();
        self.pause = if outcome.is_ok() { GATHERING } else { PERIOD };
        outcome
    }

    fn visited(&mut self, visited: Vec<Visited>, outcome: Result<(), store::Error>) -> Result<(), ApiError> {
        let mut outcome = outcome.map_err(ApiError::from);
        if let Some(Job::Visiting(mut visits, making)) = self.job.take() {
            drop(making);
            // Only what was being made knew of them besides.
            if let Some(visits) = Arc::get_mut(&mut visits) {
                let mut visits = std::mem::take(visits);
                visits.retain(|visit| visited.iter().all(|visited| visited.endpoint_id != visit.endpoint_id));
                self.lanes.not_made(visits);
            }
        }
        let keys = &self.deliverer.keys;
        for visited in visited {
            self.lanes.made(visited, |visited| {
                let to = Addressee::of(visited.endpoint.as_ref()?, keys);
                if to.is_none() {
                    outcome = Err(ApiError::internal("the secret of a webhook endpoint cannot be opened"));
                }
                to.map(Arc::new)
            });
        }
        outcome
    }

    /// Writes down what is known, and leaves the rest to others.
    async fn stop(mut self) {
        if let Some(mut job) = self.job.take() {
            let happened = end_of_job(&mut job).await;
            self.job = Some(job);
            let _ = self.go_on(happened);
        }
        self.sends.clear();
        let visits = Arc::new(self.lanes.last_visits());
        if !visits.is_empty() {
            let made = turn::make(self.deliverer.clone(), Arc::clone(&self.name), visits);
            logged(&self.deliverer.metrics, DELIVERING, async { made.await.1 }).await;
        }
    }
}

async fn end_of(job: &mut Option<Job>) -> Happened {
    match job {
        Some(job) => end_of_job(job).await,
        None => std::future::pending().await,
    }
}

async fn end_of_job(job: &mut Job) -> Happened {
    let late = || ApiError::internal("it took too long");
    match job {
        Job::Looking(looking) => Happened::Looked(in_time(looking.as_mut(), || Err(late())).await),
        Job::Visiting(_, making) => {
            let late = || (Vec::new(), Err(store::Error::Busy("it took too long".to_owned())));
            let (visited, outcome) = in_time(making.as_mut(), late).await;
            Happened::Visited(visited, outcome)
        }
    }
}

/// The operations of a job have their own deadlines; this one catches what was overlooked.
async fn in_time<T>(work: Pin<&mut (dyn Future<Output = T> + '_)>, late: impl FnOnce() -> T) -> T {
    tokio::time::timeout(DELIVERING.deadline, work).await.unwrap_or_else(|_| late())
}

/// How many batches of expired links are settled at a time, so that events need not wait for a million of them.
const SETTLED_BATCHES: usize = 20;

/// Emits what is due by the clock, then looks for endpoints that something is due for.
async fn look(deliverer: Deliverer, sets_right: bool) -> Result<Vec<WaitingEndpoint>, ApiError> {
    if sets_right {
        set_right(&deliverer).await?;
    }
    let now = deliverer.clock.now();
    // Apart from what follows, which locks links before vehicles.
    for _ in 0..SETTLED_BATCHES {
        let mut tx = deliverer.store.begin_across().await?;
        let settled = settling::settle(&mut tx, now).await?;
        tx.commit().await?;
        if settled == 0 {
            break;
        }
    }
    let mut tx = deliverer.store.begin_across().await?;
    events::emit_due(&mut tx, now).await?;
    tx.commit().await?;
    let mut reader = deliverer.store.read_across().await?;
    Ok(deliveries::waiting(reader.across(), now).await?)
}
