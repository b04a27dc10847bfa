//! The photos of which AVIF is wanted: those that somebody looks at whose browser takes it.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlink::LinkedHashMap;
use tokio::sync::Notify;

/// How many photos wait at most. Of those that find no place, AVIF is wanted again when somebody looks again.
const MAX_WAITING: usize = 1000;

/// A photo of which AVIF is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WantedAvif {
    /// Where its files are.
    pub storage_key: String,
    /// Width of its largest size, in pixels.
    pub width: i64,
}

/// The photos that wait, each once.
pub struct AvifQueue {
    waiting: Mutex<LinkedHashMap<String, i64>>,
    added: Notify,
    is_on: bool,
}

impl AvifQueue {
    /// An empty queue; one that is switched off stays empty.
    pub fn new(is_on: bool) -> Self {
        Self { waiting: Mutex::default(), added: Notify::new(), is_on }
    }

    /// Puts a photo into the queue, unless it is there or the queue is full.
    pub fn ask(&self, storage_key: &str, width: i64) {
        if !self.is_on {
            return;
        }
        let mut waiting = self.waiting();
        if waiting.len() < MAX_WAITING && !waiting.contains_key(storage_key) {
            waiting.insert(storage_key.to_owned(), width);
            self.added.notify_one();
        }
    }

    /// Takes the photo that has waited longest; waits for one if there is none.
    pub async fn next(&self) -> WantedAvif {
        loop {
            let added = self.added.notified();
            if let Some((storage_key, width)) = self.waiting().pop_front() {
                return WantedAvif { storage_key, width };
            }
            added.await;
        }
    }

    /// How many photos wait.
    pub fn len(&self) -> usize {
        self.waiting().len()
    }

    /// Whether none waits.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn waiting(&self) -> MutexGuard<'_, LinkedHashMap<String, i64>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for AvifQueue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AvifQueue(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(storage_key: &str, width: i64) -> WantedAvif {
        WantedAvif { storage_key: storage_key.into(), width }
    }

    #[tokio::test]
    async fn each_photo_waits_once_and_in_turn() {
        let queue = AvifQueue::new(true);
        for (storage_key, width) in [("one", 2048), ("two", 1000), ("one", 2048)] {
            queue.ask(storage_key, width);
        }
        assert_eq!((queue.next().await, queue.next().await), (wanted("one", 2048), wanted("two", 1000)));
        assert!(queue.is_empty());
    }

    #[tokio::test]
    async fn who_waits_gets_what_comes() {
        let queue = AvifQueue::new(true);
        let (next, ()) = futures_util::join!(queue.next(), async { queue.ask("one", 700) });
        assert_eq!(next, wanted("one", 700));
    }

    #[test]
    fn it_is_bounded_and_can_be_off() {
        let queue = AvifQueue::new(true);
        for number in 0..=MAX_WAITING {
            queue.ask(&number.to_string(), 700);
        }
        assert_eq!(queue.len(), MAX_WAITING);
        let off = AvifQueue::new(false);
        off.ask("one", 700);
        assert!(off.is_empty());
    }
}
