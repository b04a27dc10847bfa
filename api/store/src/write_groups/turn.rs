//! The right to use the connection, and who gets it next.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use host::clock::Stopwatch;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::group::{Group, Outcome};
use crate::error::Error;

/// The turn of one transaction, with the group that it is in. Dropped, it goes on to the next one.
#[derive(Debug)]
pub(super) struct Turn {
    /// None once the turn is passed on.
    queue: Option<Queue>,
    group: Option<Box<Group>>,
    /// Whether the group only has to be ended.
    is_ending: bool,
}

impl Turn {
    /// A turn; the group is one that may be joined.
    fn new(queue: Queue, group: Option<Box<Group>>) -> Self {
        Self { queue: Some(queue), group, is_ending: false }
    }

    /// The group, without the turn.
    pub(super) fn into_group(mut self) -> Option<Box<Group>> {
        self.queue = None;
        self.group.take()
    }

    /// Joins the group, if there is one.
    pub(super) async fn join(&mut self) -> bool {
        let Some(group) = &mut self.group else { return false };
        let Err(error) = group.admit().await else { return true };
        self.fail(&error);
        false
    }

    /// Begins a group.
    pub(super) fn open(&mut self, group: Group) {
        self.group = Some(Box::new(group));
    }

    /// The group of a transaction that is under way.
    pub(super) fn group(&mut self) -> &mut Group {
        match &mut self.group {
            Some(group) => group,
            None => unreachable!("a transaction has a group until it ends"),
        }
    }

    /// What becomes of what others wrote in the group, if there is anything.
    pub(super) fn others(&self) -> Option<Outcome> {
        self.group.as_ref().filter(|group| !group.is_empty()).map(|group| group.outcome())
    }

    /// Whether the next transaction should share the commit of this one.
    pub(super) fn is_shared(&self) -> bool {
        let is_waited_for = self.queue.as_ref().is_some_and(Queue::is_waited_for);
        is_waited_for && self.group.as_ref().is_some_and(|group| group.has_room())
    }

    /// Commits the group of a single transaction.
    pub(super) async fn commit_alone(mut self) -> Result<(), Error> {
        self.group().count_in();
        match self.group.take() {
            Some(group) => group.commit().await,
            None => Ok(()),
        }
    }

    /// Keeps what was written, and lets the next transaction join.
    pub(super) async fn commit_later(mut self) -> Result<Outcome, Error> {
        if let Err(error) = self.group().keep().await {
            return Err(self.fail(&error).unwrap_or(error));
        }
        Ok(self.group().outcome())
    }

    /// Commits the group for all of its members, whoever of them is gone by then.
    pub(super) fn commit_for_all(mut self) -> Outcome {
        self.group().count_in();
        let outcome = self.group().outcome();
        self.end_in_background();
        outcome
    }

    fn fail(&mut self, error: &Error) -> Option<Error> {
        self.group.take().map(|group| group.fail(error))
    }

    /// Ends the group in a task of its own. Without a runtime, which has ended then, the group is dropped.
    fn end_in_background(mut self) {
        self.is_ending = true;
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                if let Some(group) = self.group.take() {
                    // Its members are told, each of whom handles a failure.
                    let _ = group.commit().await;
                }
            });
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(queue) = self.queue.take() else { return };
        let group = self.group.take();
        // A group without members is dropped here.
        let kept = group.filter(|group| !self.is_ending && !group.is_empty());
        match kept {
            Some(group) if !group.has_room() => Self::new(queue, Some(group)).end_in_background(),
            kept => {
                if let Some(turn) = queue.pass(kept) {
                    turn.end_in_background();
                }
            }
        }
    }
}

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
