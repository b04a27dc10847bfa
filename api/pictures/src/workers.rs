//! The threads on which pictures are decoded and encoded: few, and of low priority, so that uploads never slow down the
//! people who look at pages.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::error::Error;

/// How many pictures may wait for a thread. Their files wait on the disk, so this bounds patience, not memory.
const MAX_WAITING: usize = 256;
/// How many threads there are at most. The dearest picture that is accepted needs 600 MiB (docs/benchmarks/photos.md).
const MAX_THREADS: usize = 4;
/// How much threads give way to others (`nice`): those for which somebody waits, and the one for which nobody does.
const NICENESS: i32 = 10;
const IDLE_NICENESS: i32 = 19;

type Job = Box<dyn FnOnce() + Send>;

/// A bounded pool of threads. Each thread processes one picture, so the memory in use is bounded too.
#[derive(Debug, Clone)]
pub struct Workers {
    jobs: Sender<Job>,
    waiting: Arc<AtomicUsize>,
    threads: usize,
    seen: Arc<Seen>,
}

/// What happens on the threads, for operators.
#[derive(Debug, Default)]
struct Seen {
    busy: AtomicUsize,
    panics: AtomicU64,
    fault: OnceLock<fn()>,
}

impl Workers {
    /// Half of the cores, at least one and at most four (`MAX_THREADS`).
    pub fn start() -> std::io::Result<Self> {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self::with("photos", (cores / 2).clamp(1, MAX_THREADS), NICENESS)
    }

    /// One thread, which gets what others leave of the processors.
    pub fn idle() -> std::io::Result<Self> {
        Self::with("avif", 1, IDLE_NICENESS)
    }

    fn with(name: &str, threads: usize, niceness: i32) -> std::io::Result<Self> {
        let (jobs, queue) = channel::<Job>();
        let (queue, seen) = (Arc::new(Mutex::new(queue)), Arc::<Seen>::default());
        for number in 0..threads {
            let (queue, seen) = (Arc::clone(&queue), Arc::clone(&seen));
            thread::Builder::new().name(format!("{name}-{number}")).spawn(move || work(&queue, &seen, niceness))?;
        }
        Ok(Self { jobs, waiting: Arc::default(), threads, seen })
    }

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// How many threads are processing a picture.
    pub fn busy(&self) -> usize {
        self.seen.busy.load(Ordering::SeqCst)
    }

    /// How many pictures are waiting for a thread.
    pub fn queued(&self) -> usize {
        self.waiting.load(Ordering::SeqCst).saturating_sub(self.busy())
    }

    /// How many pictures made their decoder panic.
    pub fn panics(&self) -> u64 {
        self.seen.panics.load(Ordering::SeqCst)
    }

    /// Runs this before each picture from here on. Tests make it panic, as a decoder might.
    pub fn inject(&self, fault: fn()) {
        let _ = self.seen.fault.set(fault);
    }

    /// Runs some work on one of the threads. It is not started if nobody waits for the result any more.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
        let place = Place::take(&self.waiting).ok_or(Error::Queue)?;
        let (done, result) = oneshot::channel();
        let seen = Arc::clone(&self.seen);
        let job = move || {
            let _place = place;
            if !done.is_closed() {
                if let Some(fault) = seen.fault.get() {
                    fault();
                }
                // The caller may have gone in the meantime: then nobody misses the result.
                let _ = done.send(work());
            }
        };
        self.jobs.send(Box::new(job)).map_err(|_| Error::Queue)?;
        // Only a panic gives up the other end without a result.
        result.await.map_err(|_| Error::Panicked)
    }
}

/// A place in the queue, which is released even if the work panics.
struct Place(Arc<AtomicUsize>);

impl Place {
    fn take(waiting: &Arc<AtomicUsize>) -> Option<Self> {
        let place = Self(Arc::clone(waiting));
        (waiting.fetch_add(1, Ordering::SeqCst) < MAX_WAITING).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg_attr(not(target_os = "linux"), expect(unused_variables, reason = "elsewhere all threads are alike"))]
fn work(queue: &Mutex<Receiver<Job>>, seen: &Seen, niceness: i32) {
    #[cfg(target_os = "linux")]
    {
        // On Linux a thread has its own priority. The work is done even if that cannot be set.
        let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), niceness);
    }
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        seen.busy.fetch_add(1, Ordering::SeqCst);
        // A decoder that panics on some file must not take the thread with it.
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
            seen.panics.fetch_add(1, Ordering::SeqCst);
            tracing::error!("a picture made its decoder panic");
        }
        seen.busy.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_and_the_thread_lives() {
        let workers = Workers::start().unwrap();
        for _ in 0..8 {
            assert!(matches!(workers.run(|| panic!("a decoder's")).await.map(|(): ()| ()), Err(Error::Panicked)));
        }
        assert_eq!(workers.run(|| 7).await.unwrap(), 7);
        // Each is counted after its answer.
        while workers.panics() < 8 {
            tokio::task::yield_now().await;
        }
        assert_eq!(workers.panics(), 8);
    }

    #[tokio::test]
    async fn too_many_that_wait_are_turned_away_at_once() {
        let workers = Workers::start().unwrap();
        let (release, gate) = channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let jobs: Vec<_> = (0..=MAX_WAITING)
            .map(|_| {
                let gate = Arc::clone(&gate);
                workers.run(move || gate.lock().unwrap_or_else(PoisonError::into_inner).recv().is_ok())
            })
            .collect();
        let mut all = Box::pin(futures_util::future::join_all(jobs));
        // The first look at each of them puts it into the queue; the last finds it full.
        assert!(futures_util::poll!(&mut all).is_pending());
        assert!(workers.queued() + workers.threads() >= MAX_WAITING && workers.busy() <= workers.threads());
        drop(release);
        let refused = all.await.into_iter().filter(Result::is_err).count();
        assert_eq!(refused, 1);
        assert_eq!(workers.run(|| 7).await.unwrap(), 7);
    }
}
