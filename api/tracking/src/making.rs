//! Making a page: whoever waits for the same page shares one, and few are made at a time, however many requests there are.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Mutex as Turn, Semaphore};

/// How many are made at a time: their reading overlaps, while making one takes a core.
const AT_A_TIME: usize = 64;

/// What is being made, by what it is.
#[derive(Debug)]
pub(crate) struct Making<K, T> {
    places: Mutex<Places<K, T>>,
    permits: Semaphore,
    /// Orders arrivals and beginnings.
    clock: AtomicU64,
}

type Places<K, T> = HashMap<K, Arc<Turn<Option<Made<T>>>>>;

#[derive(Debug)]
struct Made<T> {
    began: u64,
    result: T,
}

impl<K: Hash + Eq + Clone, T: Clone> Making<K, T> {
    pub(crate) fn new() -> Self {
        Self { places: Mutex::default(), permits: Semaphore::new(AT_A_TIME), clock: AtomicU64::new(0) }
    }

    /// Makes it, or takes what another request made, if that began after this call and is `usable`. So nobody waits for more than two,
    /// and gets nothing that is older than the request.
    pub(crate) async fn run<E>(
        &self,
        key: K,
        usable: impl FnOnce(&T) -> bool,
        make: impl AsyncFnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let arrived = self.clock.fetch_add(1, Ordering::SeqCst);
        let place = Place { making: self, turn: self.place(&key), key };
        let mut turn = place.turn.lock().await;
        if let Some(made) = turn.as_ref()
            && made.began > arrived
            && usable(&made.result)
        {
            return Ok(made.result.clone());
        }
        // It is never closed; without a permit, more are made at a time.
        let _permit = self.permits.acquire().await.ok();
        let began = self.clock.fetch_add(1, Ordering::SeqCst);
        let result = make().await?;
        *turn = Some(Made { began, result: result.clone() });
        Ok(result)
    }

    fn place(&self, key: &K) -> Arc<Turn<Option<Made<T>>>> {
        Arc::clone(self.places().entry(key.clone()).or_default())
    }

    fn places(&self) -> MutexGuard<'_, Places<K, T>> {
        // A thread that panicked with the lock held left complete entries behind.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place in the queue for something; the last one to leave, even early, removes it.
struct Place<'a, K: Hash + Eq + Clone, T: Clone> {
    making: &'a Making<K, T>,
    key: K,
    turn: Arc<Turn<Option<Made<T>>>>,
}

impl<K: Hash + Eq + Clone, T: Clone> Drop for Place<'_, K, T> {
    fn drop(&mut self) {
        let mut places = self.making.places();
        // This one and the map's.
        if Arc::strong_count(&self.turn) == 2 {
            places.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn who_waits_shares_what_began_afterwards() {
        let making = Making::<&str, u32>::new();
        let (count, go_on) = (Cell::new(0), Semaphore::new(0));
        let make = async || {
            count.set(count.get() + 1);
            let number = count.get();
            go_on.acquire().await.unwrap().forget();
            Ok::<_, ()>(number)
        };
        let first = making.run("page", |_| true, make);
        let others = async {
            while count.get() == 0 {
                tokio::task::yield_now().await;
            }
            let others = join_all((0..5).map(|_| making.run("page", |_| true, make)));
            let go_on = async { go_on.add_permits(2) };
            tokio::join!(others, go_on).0
        };
        let (first, others) = tokio::join!(first, others);
        assert_eq!((first, others), (Ok(1), vec![Ok(2); 5]), "the first began before the others came");
        assert!(making.places().is_empty());
    }

    #[tokio::test]
    async fn who_leaves_early_or_fails_holds_nobody_up() {
        let making = Making::<&str, u32>::new();
        let never = async || std::future::pending::<Result<u32, ()>>().await;
        tokio::select! {
            biased;
            made = making.run("page", |_| true, never) => panic!("{made:?}"),
            () = std::future::ready(()) => {}
        }
        assert_eq!(making.run("page", |_| true, async || Err(())).await, Err(()));
        assert_eq!(making.run("page", |_| true, async || Ok::<_, ()>(3)).await, Ok(3));
        let unusable = join_all([4, 5].map(|number| making.run("page", |_| false, async move || Ok::<_, ()>(number))));
        assert_eq!(unusable.await, [Ok(4), Ok(5)]);
        assert!(making.places().is_empty());
    }
}
