//! Two people change the same. What only one of them changed is saved beside what the other did; where both changed the same field, the
//! second sees both values side by side and chooses.

mod documents;
mod fields;

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::documents::{Collision, apply, collisions, without};
pub use self::fields::{MergedFields, Write};
use crate::client::{ApiError, Etag, Versioned};

/// How often somebody else may be faster before saving says so.
const TRIES: u32 = 5;

/// What both changed, as long as somebody has to choose.
pub struct Merge<T: Send + Sync + 'static> {
    disputes: RwSignal<Vec<Dispute>>,
    contested: StoredValue<Option<Contested<T>>>,
    groups: &'static [&'static str],
}

impl<T: Send + Sync + 'static> Clone for Merge<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Merge<T> {}

/// A field that both changed.
#[derive(Clone, Copy)]
struct Dispute {
    collision: StoredValue<Collision>,
    /// Which value is kept.
    kept: RwSignal<String>,
}

/// What was to be saved, and what somebody else saved meanwhile.
struct Contested<T> {
    now: Versioned<T>,
    update: Value,
}

/// The value that whoever chooses has entered.
const MINE: &str = "mine";
/// The value that somebody else has saved.
const THEIRS: &str = "theirs";

impl<T: Clone + Serialize + DeserializeOwned + Send + Sync + 'static> Merge<T> {
    /// Nothing to choose yet. The members named in `groups` hold fields of their own.
    pub fn new(groups: &'static [&'static str]) -> Self {
        Self { disputes: RwSignal::new(Vec::new()), contested: StoredValue::new(None), groups }
    }

    /// Forgets what was to be chosen.
    pub fn clear(self) {
        self.disputes.try_set(Vec::new());
        self.contested.try_set_value(None);
    }

    /// Whether somebody has to choose; reactive.
    pub fn is_asking(self) -> bool {
        self.disputes.with(|disputes| !disputes.is_empty())
    }

    /// Saves a change that was made to `before`, on top of what others have saved since. None: both changed the same, and whoever saves
    /// has to choose.
    pub async fn save(
        self,
        before: &Versioned<T>,
        update: &impl Serialize,
        send: impl AsyncFn(&Etag) -> Result<Versioned<T>, ApiError>,
        read: impl AsyncFn(&ApiError) -> Result<Versioned<T>, ApiError>,
    ) -> Option<Result<Versioned<T>, ApiError>> {
        let mut etag = before.etag.clone();
        for _ in 1..TRIES {
            let error = match send(&etag).await {
                Err(error) if error.is_stale() => error,
                answer => return Some(answer),
            };
            let now = match read(&error).await {
                Ok(now) => now,
                Err(error) => return Some(Err(error)),
            };
            let [was, is] = [&before.value, &now.value].map(document);
            let update = document(update);
            let found = collisions(&was, &is, &update, self.groups);
            if !found.is_empty() {
                self.ask(found, Contested { now, update });
                return None;
            }
            etag = now.etag;
        }
        Some(send(&etag).await)
    }

    fn ask(self, found: Vec<Collision>, contested: Contested<T>) {
        let dispute =
            |collision| Dispute { collision: StoredValue::new(collision), kept: RwSignal::new(MINE.to_owned()) };
        self.contested.try_set_value(Some(contested));
        self.disputes.try_set(found.into_iter().map(dispute).collect());
    }

    /// What was chosen: what stands now, and what it becomes when it is saved. None while there was nothing to choose.
    pub fn take(self) -> Option<(Versioned<T>, T)> {
        let Contested { now, mut update } = self.contested.try_update_value(Option::take).flatten()?;
        for dispute in self.disputes.get_untracked() {
            if dispute.kept.with_untracked(|kept| kept == THEIRS) {
                dispute.collision.with_value(|collision| without(&mut update, &collision.path));
            }
        }
        self.clear();
        let mut merged = document(&now.value);
        apply(&mut merged, &update);
        let merged = serde_json::from_value(merged).unwrap_or_else(|_| now.value.clone());
        Some((now, merged))
    }
}

/// As JSON. What is sent and answered always can be written so.
fn document(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}
