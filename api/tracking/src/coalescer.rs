//! The request coalescer (single flight): concurrent look-ups become one statement, and concurrent first views one transaction.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::slug::SlugHash;
use shared::time::Timestamp;
use tokio::sync::oneshot;

use store::Error;
use store::Store;
use store::live_slugs::live_slugs;
use store::public::{self, FoundPage, SLUGS_AT_A_TIME};

/// Something that many requests look up, or write, in the database at once.
pub trait Lookup: std::fmt::Debug + Send + Sync + Sized + 'static {
    /// Where it is looked up.
    type Context: std::fmt::Debug + Clone + Send + Sync;
    /// What is found.
    type Found: std::fmt::Debug + Send + 'static;
    /// How many one statement looks up.
    const BATCH: usize;

    /// Looks them up at an instant; the results are in the same order.
    fn run(
        context: &Self::Context,
        lookups: &[Self],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Self::Found>, Error>> + Send;
}

/// Whether a slug is alive.
#[derive(Debug)]
pub struct IsAlive(pub SlugHash);

impl Lookup for IsAlive {
    type Context = Store;
    type Found = bool;
    const BATCH: usize = SLUGS_AT_A_TIME;

    async fn run(store: &Store, lookups: &[Self], now: Timestamp) -> Result<Vec<bool>, Error> {
        let slugs: Vec<_> = lookups.iter().map(|IsAlive(slug)| slug.clone()).collect();
        live_slugs(store, &slugs, now).await
    }
}

/// What a slug shows.
#[derive(Debug)]
pub struct PageBehind(pub SlugHash);

impl Lookup for PageBehind {
    type Context = Store;
    type Found = Option<FoundPage>;
    const BATCH: usize = SLUGS_AT_A_TIME;

    async fn run(store: &Store, lookups: &[Self], now: Timestamp) -> Result<Vec<Option<FoundPage>>, Error> {
        let slugs: Vec<_> = lookups.iter().map(|PageBehind(slug)| slug.clone()).collect();
        public::find(store, &slugs, now).await
    }
}

/// Requests that look up the same kind of thing. While a statement is running, new requests wait for the next one. So
/// every result comes from a statement that began after its request, and the database runs one statement at a time,
/// however many requests there are.
#[derive(Debug)]
pub struct Coalescer<L: Lookup> {
    context: L::Context,
    queue: Arc<Mutex<Queue<L>>>,
}

#[derive(Debug)]
struct Queue<L: Lookup> {
    requests: Vec<Request<L>>,
    /// Whether a statement is running, after which the next requests are taken.
    is_running: bool,
}

#[derive(Debug)]
struct Request<L: Lookup> {
    lookup: L,
    now: Timestamp,
    found: oneshot::Sender<Result<L::Found, Error>>,
}

impl<L: Lookup> Clone for Coalescer<L> {
    fn clone(&self) -> Self {
        Self { context: self.context.clone(), queue: Arc::clone(&self.queue) }
    }
}

impl<L: Lookup> Coalescer<L> {
    /// A coalescer without requests.
    pub fn new(context: L::Context) -> Self {
        Self { context, queue: Arc::new(Mutex::new(Queue { requests: Vec::new(), is_running: false })) }
    }

    /// Looks something up, together with all waiting requests.
    pub async fn run(&self, lookup: L, now: Timestamp) -> Result<L::Found, Error> {
        let (found, receiver) = oneshot::channel();
        let is_first = {
            let mut queue = self.queue();
            queue.requests.push(Request { lookup, now, found });
            !std::mem::replace(&mut queue.is_running, true)
        };
        if is_first {
            // Not in this request, which may be cancelled while others wait for the same statement.
            tokio::spawn(Flight { coalescer: self.clone(), is_over: false }.run());
        }
        receiver.await.unwrap_or_else(|_| Err(Error::invalid("the statement that a request waited for did not run")))
    }

    fn queue(&self) -> MutexGuard<'_, Queue<L>> {
        // A thread that panicked with the lock held left complete requests behind.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs statements until the queue is empty.
struct Flight<L: Lookup> {
    coalescer: Coalescer<L>,
    /// Whether it ended because the queue was empty.
    is_over: bool,
}

impl<L: Lookup> Flight<L> {
    async fn run(mut self) {
        loop {
            let batch: Vec<_> = {
                let mut queue = self.coalescer.queue();
                let count = queue.requests.len().min(L::BATCH);
                queue.is_running = count > 0;
                queue.requests.drain(..count).collect()
            };
            // The latest instant of all: a link that has ended by then has ended.
            let Some(now) = batch.iter().map(|request| request.now).max() else {
                self.is_over = true;
                return;
            };
            let (lookups, receivers): (Vec<_>, Vec<_>) =
                batch.into_iter().map(|request| (request.lookup, request.found)).unzip();
            match L::run(&self.coalescer.context, &lookups, now).await {
                // A request that was cancelled in the meantime does not receive it.
                Ok(all) => receivers.into_iter().zip(all).for_each(|(receiver, found)| drop(receiver.send(Ok(found)))),
                Err(error) => receivers.into_iter().for_each(|receiver| drop(receiver.send(Err(error.clone())))),
            }
        }
    }
}

impl<L: Lookup> Drop for Flight<L> {
    /// Lets another flight begin if this one ended early; waiting requests then get an error.
    fn drop(&mut self) {
        if !self.is_over {
            let mut queue = self.coalescer.queue();
            queue.is_running = false;
            queue.requests.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;
    use tokio::sync::Semaphore;

    use super::*;

    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    static GO_ON: Semaphore = Semaphore::const_new(0);

    /// Finds which statement it was in, and of how many lookups; fails when it is told to.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Probe {
        Which,
        Failure,
        Panic,
    }

    impl Lookup for Probe {
        type Context = ();
        type Found = (usize, usize);
        const BATCH: usize = 3;

        async fn run((): &(), lookups: &[Self], _: Timestamp) -> Result<Vec<(usize, usize)>, Error> {
            let number = BEGUN.fetch_add(1, Ordering::SeqCst) + 1;
            GO_ON.acquire().await.unwrap().forget();
            assert!(!lookups.contains(&Self::Panic), "asked to");
            if lookups.contains(&Self::Failure) {
                return Err(Error::invalid("asked to"));
            }
            Ok(vec![(number, lookups.len()); lookups.len()])
        }
    }

    #[tokio::test]
    async fn everything_found_is_from_a_statement_that_began_after_its_request() {
        let coalescer = Coalescer::new(());
        let now = Timestamp::from_unix_ms(0).unwrap();
        let begun = async |number| {
            while BEGUN.load(Ordering::SeqCst) < number {
                tokio::task::yield_now().await;
            }
        };
        let first = coalescer.run(Probe::Which, now);
        let others = async {
            begun(1).await;
            let others = join_all((0..4).map(|_| coalescer.run(Probe::Which, now)));
            let go_on = async {
                // All four wait by now: they were polled before this.
                GO_ON.add_permits(3);
            };
            tokio::join!(others, go_on).0
        };
        let (first, others) = tokio::join!(first, others);
        assert_eq!(first.unwrap(), (1, 1));
        let others: Vec<_> = others.into_iter().map(Result::unwrap).collect();
        assert_eq!(others, [(2, 3), (2, 3), (2, 3), (3, 1)]);
        // Everybody who waited for a statement gets its failure, and nobody afterwards; the same holds for a panic.
        for asked in [Probe::Failure, Probe::Panic] {
            GO_ON.add_permits(1);
            let failed = join_all([coalescer.run(asked, now), coalescer.run(Probe::Which, now)]).await;
            assert!(failed.iter().all(Result::is_err), "{failed:?}");
            GO_ON.add_permits(1);
            coalescer.run(Probe::Which, now).await.unwrap();
        }
    }
}
