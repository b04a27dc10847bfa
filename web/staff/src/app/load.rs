//! Loading something from the server: on its way, here, or failed with a reason and a way to try again.

use std::future::Future;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::client::ApiError;

/// Where a thing that is being loaded stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Load<T> {
    /// On its way, for the first time.
    Loading,
    /// Here.
    Ready(T),
    /// Not to be had, for this reason.
    Failed(ApiError),
}

impl<T> Load<T> {
    /// The thing, if it is here.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            Self::Loading | Self::Failed(_) => None,
        }
    }
}

/// Loads one thing, as often as asked; only the answer to the latest question counts.
pub struct Loader<T: Send + Sync + 'static> {
    state: RwSignal<Load<T>>,
    /// Whether a question is under way while an earlier answer is still shown.
    busy: RwSignal<bool>,
    question: StoredValue<u32>,
}

impl<T: Send + Sync + 'static> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Loader<T> {}

impl<T: Send + Sync + 'static> Default for Loader<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Send + Sync + 'static> Loader<T> {
    /// A loader that has not been asked yet.
    pub fn new() -> Self {
        Self { state: RwSignal::new(Load::Loading), busy: RwSignal::new(false), question: StoredValue::new(0) }
    }

    /// Where the thing stands; reactive.
    pub fn state(self) -> RwSignal<Load<T>> {
        self.state
    }

    /// Whether a question is under way; reactive.
    pub fn is_busy(self) -> bool {
        self.busy.get()
    }

    /// Asks. What is shown stays until the answer is here.
    pub fn ask(self, question: impl Future<Output = Result<T, ApiError>> + 'static) {
        self.start(question);
    }

    /// Asks anew: what is shown goes at once.
    pub fn ask_anew(self, question: impl Future<Output = Result<T, ApiError>> + 'static) {
        self.state.set(Load::Loading);
        self.start(question);
    }

    /// Puts in a value that came another way, and forgets questions under way.
    pub fn put(self, value: T) {
        self.question.update_value(|number| *number = number.wrapping_add(1));
        self.busy.set(false);
        self.state.set(Load::Ready(value));
    }

    fn start(self, question: impl Future<Output = Result<T, ApiError>> + 'static) {
        self.question.update_value(|number| *number = number.wrapping_add(1));
        let number = self.question.get_value();
        self.busy.set(true);
        spawn_local(async move {
            let answer = question.await;
            // The page may be gone, or have asked something else since.
            if self.question.try_get_value() != Some(number) {
                return;
            }
            self.busy.try_set(false);
            self.state.try_set(match answer {
                Ok(value) => Load::Ready(value),
                Err(error) => Load::Failed(error),
            });
        });
    }
}
