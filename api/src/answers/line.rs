//! Questions to the database that are asked together: one statement for all requests that wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shared::time::Timestamp;
use tokio::sync::oneshot;

use crate::error::ApiError;
use crate::store::Store;
use crate::store::change_token::{ChangeToken, change_token};
use crate::store::live_slugs::{LiveSlug, SLUGS_AT_A_TIME, live_slugs};

/// Something that requests ask the database, many at once.
pub trait Question: std::fmt::Debug + Send + Sync + Sized + 'static {
    /// What they are told.
    type Answer: std::fmt::Debug + Send + 'static;
    /// How many are asked at a time.
    const AT_A_TIME: usize;

    /// Asks them at an instant; the answers are in the same order.
    fn ask(
        store: &Store,
        questions: &[Self],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Self::Answer>, ApiError>> + Send;
}

/// In what state is the database, if that can be told?
#[derive(Debug)]
pub struct Present;

impl Question for Present {
    type Answer = Option<ChangeToken>;
    const AT_A_TIME: usize = usize::MAX;

    async fn ask(store: &Store, questions: &[Self], _now: Timestamp) -> Result<Vec<Option<ChangeToken>>, ApiError> {
        Ok(vec![change_token(store).await?; questions.len()])
    }
}

/// The hash of a slug: what does it open?
#[derive(Debug)]
pub struct SlugHash(pub String);

impl Question for SlugHash {
    type Answer = Option<LiveSlug>;
    const AT_A_TIME: usize = SLUGS_AT_A_TIME;

    async fn ask(store: &Store, questions: &[Self], now: Timestamp) -> Result<Vec<Option<LiveSlug>>, ApiError> {
        let hashes: Vec<_> = questions.iter().map(|SlugHash(hash)| hash.clone()).collect();
        live_slugs(store, &hashes, now).await
    }
}

/// Requests with the same question. While a statement is under way, those that come wait for the next one: so every answer
/// is from a statement that began after its request, and the database has one statement at a time to do, however many ask.
#[derive(Debug)]
pub struct Line<Q: Question> {
    store: Store,
    waiting: Arc<Mutex<Waiting<Q>>>,
}

#[derive(Debug)]
struct Waiting<Q: Question> {
    first: Vec<Waiter<Q>>,
    /// Whether a statement is under way, after which the next questions are taken.
    asking: bool,
}

#[derive(Debug)]
struct Waiter<Q: Question> {
    question: Q,
    now: Timestamp,
    answer: oneshot::Sender<Result<Q::Answer, ApiError>>,
}

impl<Q: Question> Clone for Line<Q> {
    fn clone(&self) -> Self {
        Self { store: self.store.clone(), waiting: Arc::clone(&self.waiting) }
    }
}

impl<Q: Question> Line<Q> {
    /// A line in which nobody waits.
    pub fn new(store: Store) -> Self {
        Self { store, waiting: Arc::new(Mutex::new(Waiting { first: Vec::new(), asking: false })) }
    }

    /// Asks, together with all who wait.
    pub async fn ask(&self, question: Q, now: Timestamp) -> Result<Q::Answer, ApiError> {
        let (answer, answered) = oneshot::channel();
        let begins = {
            let mut waiting = self.waiting();
            waiting.first.push(Waiter { question, now, answer });
            !std::mem::replace(&mut waiting.asking, true)
        };
        if begins {
            // Not in this request, which may be given up while others wait for the same statement.
            tokio::spawn(Turn { line: self.clone(), over: false }.take());
        }
        answered.await.unwrap_or_else(|_| Err(ApiError::internal("nobody asked the database")))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<Q>> {
        // Whoever panicked with the lock held left whole questions behind.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Who asks the database, until nobody waits.
struct Turn<Q: Question> {
    line: Line<Q>,
    /// Whether it ended because nobody waited.
    over: bool,
}

impl<Q: Question> Turn<Q> {
    async fn take(mut self) {
        loop {
            let waiters: Vec<_> = {
                let mut waiting = self.line.waiting();
                let some = waiting.first.len().min(Q::AT_A_TIME);
                waiting.asking = some > 0;
                waiting.first.drain(..some).collect()
            };
            // The latest instant of all: what has ended by then has ended.
            let Some(now) = waiters.iter().map(|waiter| waiter.now).max() else {
                self.over = true;
                return;
            };
            let (questions, answers): (Vec<_>, Vec<_>) =
                waiters.into_iter().map(|waiter| (waiter.question, waiter.answer)).unzip();
            match Q::ask(&self.line.store, &questions, now).await {
                // Who gave up meanwhile does not hear it.
                Ok(found) => answers.into_iter().zip(found).for_each(|(answer, found)| drop(answer.send(Ok(found)))),
                Err(error) => answers.into_iter().for_each(|answer| drop(answer.send(Err(error.clone())))),
            }
        }
    }
}

impl<Q: Question> Drop for Turn<Q> {
    /// Lets somebody else begin when this one ended early; who waits then is told that nobody asked.
    fn drop(&mut self) {
        if !self.over {
            let mut waiting = self.line.waiting();
            waiting.asking = false;
            waiting.first.clear();
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

    /// Is told which statement it was in, and of how many questions; fails when it is told to.
    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Told {
        Which,
        Failure,
        Panic,
    }

    impl Question for Told {
        type Answer = (usize, usize);
        const AT_A_TIME: usize = 3;

        async fn ask(_: &Store, questions: &[Self], _: Timestamp) -> Result<Vec<(usize, usize)>, ApiError> {
            let number = BEGUN.fetch_add(1, Ordering::SeqCst) + 1;
            GO_ON.acquire().await.unwrap().forget();
            assert!(!questions.contains(&Self::Panic), "asked to");
            if questions.contains(&Self::Failure) {
                return Err(ApiError::internal("asked to"));
            }
            Ok(vec![(number, questions.len()); questions.len()])
        }
    }

    #[actix_web::test]
    async fn every_answer_is_from_a_statement_that_began_after_its_question() {
        let directory = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite:{}", directory.path().join("x").display())).await.unwrap();
        let line = Line::new(store);
        let now = Timestamp::from_unix_ms(0).unwrap();
        let begun = async |number| {
            while BEGUN.load(Ordering::SeqCst) < number {
                tokio::task::yield_now().await;
            }
        };
        let first = line.ask(Told::Which, now);
        let others = async {
            begun(1).await;
            let others = join_all((0..4).map(|_| line.ask(Told::Which, now)));
            let go_on = async {
                // All four wait by now: they were polled before this.
                GO_ON.add_permits(3);
            };
            futures_util::join!(others, go_on).0
        };
        let (first, others) = futures_util::join!(first, others);
        assert_eq!(first.unwrap(), (1, 1));
        let others: Vec<_> = others.into_iter().map(Result::unwrap).collect();
        assert_eq!(others, [(2, 3), (2, 3), (2, 3), (3, 1)]);
        // A failure is everybody's who waited for it, and nobody's afterwards; a panic too.
        for asked in [Told::Failure, Told::Panic] {
            GO_ON.add_permits(1);
            let failed = join_all([line.ask(asked, now), line.ask(Told::Which, now)]).await;
            assert!(failed.iter().all(Result::is_err), "{failed:?}");
            GO_ON.add_permits(1);
            line.ask(Told::Which, now).await.unwrap();
        }
    }
}
