//! Who uses the connection next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use host::clock::Stopwatch;
use tokio::sync::oneshot;

use super::group::Group;
use super::turn::Turn;
use crate::error::Error;

/// Those who wait for their turn, in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(super) struct Queue(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Since when somebody has had the turn without a gap.
    taken: Option<Stopwatch>,
    waiting: VecDeque<oneshot::Sender<Turn>>,
}

impl Queue {
    /// Waits for a turn.
    pub(super) async fn turn(&self) -> Result<Turn, Error> {
        let receiver = {
            let mut state = self.lock();
            if state.taken.is_none() {
                state.taken = Some(Stopwatch::start());
                return Ok(Turn::new(self.clone(), None));
            }
            let (sender, receiver) = oneshot::channel();
            state.waiting.push_back(sender);
            receiver
        };
        receiver.await.map_err(|_| Error::Busy("database: nobody passed the turn on".to_owned()))
    }

    /// Whether somebody waits.
    pub(super) fn is_waited_for(&self) -> bool {
        self.lock().waiting.iter().any(|waiting| !waiting.is_closed())
    }

    /// Gives the turn to the next one, with a group that it can join. If nobody waits, a group comes back, and the turn with it.
    pub(super) fn pass(&self, mut group: Option<Box<Group>>) -> Option<Turn> {
        loop {
            let next = {
                let mut state = self.lock();
                let next = state.waiting.pop_front();
                if next.is_none() && group.is_none() {
                    state.taken = None;
                }
                next
            };
            let Some(next) = next else { return group.map(|group| Turn::new(self.clone(), Some(group))) };
            // Whoever is gone does not receive it.
            match next.send(Turn::new(self.clone(), group)) {
                Ok(()) => return None,
                Err(turn) => group = turn.into_group(),
            }
        }
    }

    /// For how long there was no gap.
    pub(super) fn busy_for(&self) -> Duration {
        self.lock().taken.map_or(Duration::ZERO, Stopwatch::elapsed)
    }

    /// There was one.
    pub(super) fn made_a_gap(&self) {
        self.lock().taken = Some(Stopwatch::start());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A thread that panicked with the lock held left complete entries behind.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
