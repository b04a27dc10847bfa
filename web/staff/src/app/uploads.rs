//! Photos on their way to the server. They go on while their uploader walks through the app, three at a time; those that
//! failed wait with the reason until they are sent again or put away, those with a warning until they are put away.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{PhotoId, VehicleId};
use shared::problem::ProblemCode;
use web_sys::File;

use super::session::Staff;
use crate::client::{ApiError, Progress, Upload};
use crate::pictures::Purpose;

/// More at once would only make each slower, on a phone in a yard.
const AT_ONCE: usize = 3;

/// A photo on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Tells it from the others.
    pub id: u32,
    /// What the file is called on this device.
    pub name: String,
    /// Where it stands.
    pub state: SendingState,
    vehicle: VehicleId,
}

/// Where a photo on its way stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendingState {
    /// Others come first.
    Waiting,
    /// On its way or being worked on.
    Running(Progress),
    /// Not taken, for this reason.
    Failed {
        /// The reason, and what to do.
        sentence: String,
        /// Whether the same file may be taken when it is sent again.
        again: bool,
    },
    /// Taken, with something to know about it.
    Warned {
        /// What that is.
        sentence: String,
    },
}

/// How many of those that were chosen together have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Arrived.
    pub done: u32,
    /// Chosen.
    pub total: u32,
    /// Not taken.
    pub failed: u32,
}

/// The photos on their way, of all vehicles.
#[derive(Clone, Copy)]
pub struct Uploads {
    staff: Staff,
    items: RwSignal<Vec<Sending>>,
    tallies: RwSignal<HashMap<VehicleId, Tally>>,
    /// What became of those that were chosen together, by their number, which is the order of the choice.
    arrived: RwSignal<HashMap<VehicleId, BTreeMap<u32, PhotoId>>>,
    files: StoredValue<HashMap<u32, Upload>, LocalStorage>,
    next_id: StoredValue<u32>,
}

impl Uploads {
    /// Makes them available to everything below, for as long as this member is signed in.
    pub fn provide(staff: Staff) {
        let uploads = Self {
            staff,
            items: RwSignal::new(Vec::new()),
            tallies: RwSignal::new(HashMap::new()),
            arrived: RwSignal::new(HashMap::new()),
            files: StoredValue::new_local(HashMap::new()),
            next_id: StoredValue::new(0),
        };
        // The browser asks, in its own words, before the document goes with what is on its way.
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if uploads.items.with_untracked(|items| items.iter().any(Sending::is_under_way)) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            leaving.remove();
            uploads.files.with_value(|files| files.values().for_each(Upload::stop));
        });
        provide_context(uploads);
    }

    /// The photos on their way. Only below the shell of the signed-in app.
    pub fn expect() -> Self {
        expect_context()
    }

    /// Those for this vehicle; reactive.
    pub fn of(self, vehicle: &VehicleId) -> Vec<Sending> {
        self.items.with(|items| items.iter().filter(|item| item.vehicle == *vehicle).cloned().collect())
    }

    /// How far those for this vehicle are; reactive.
    pub fn tally(self, vehicle: &VehicleId) -> Tally {
        self.tallies.with(|tallies| tallies.get(vehicle).copied().unwrap_or_default())
    }

    /// Those of the last choice that have arrived, in the order of the choice; reactive.
    pub fn arrived(self, vehicle: &VehicleId) -> Vec<PhotoId> {
        self.arrived
            .with(|arrived| arrived.get(vehicle).map(|photos| photos.values().cloned().collect()))
            .unwrap_or_default()
    }

    /// Whether something is on its way to this vehicle; reactive.
    pub fn is_busy(self, vehicle: &VehicleId) -> bool {
        self.items.with(|items| items.iter().any(|item| item.vehicle == *vehicle && item.is_under_way()))
    }

    /// Where this one stands; reactive. Nothing once it has arrived without a warning or was put away.
    pub fn state(self, id: u32) -> Option<SendingState> {
        self.items.with(|items| items.iter().find(|item| item.id == id).map(|item| item.state.clone()))
    }

    /// Sends these files as photos of the vehicle.
    pub fn add(self, vehicle: &VehicleId, files: Vec<File>) {
        let idle = self.items.with_untracked(|items| !items.iter().any(|item| item.vehicle == *vehicle));
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
        self.tallies.update(|tallies| {
            let tally = tallies.entry(vehicle.clone()).or_default();
            if idle {
                *tally = Tally::default();
            }
            tally.total = tally.total.saturating_add(count);
        });
        if idle {
            self.arrived.update(|arrived| drop(arrived.remove(vehicle)));
        }
        for file in files {
            self.next_id.update_value(|id| *id = id.wrapping_add(1));
            let (id, upload) = (self.next_id.get_value(), Upload::new(file, Purpose::Photo));
            let item = Sending { id, name: upload.name(), state: SendingState::Waiting, vehicle: vehicle.clone() };
            self.items.update(|items| items.push(item));
            self.files.update_value(|files| drop(files.insert(id, upload)));
        }
        self.start();
    }

    /// Sends one again that failed.
    pub fn retry(self, id: u32) {
        let vehicle = self.items.with_untracked(|items| {
            items.iter().find(|item| item.id == id).filter(|item| item.has_failed()).map(|item| item.vehicle.clone())
        });
        let Some(vehicle) = vehicle else { return };
        self.count(&vehicle, |tally| tally.failed = tally.failed.saturating_sub(1));
        self.set(id, SendingState::Waiting);
        self.start();
    }

    /// Stops one, or puts one away that failed.
    pub fn remove(self, id: u32) {
        let upload = self.files.try_update_value(|files| files.remove(&id)).flatten();
        if let Some(upload) = upload {
            upload.stop();
        }
        let removed = self.items.try_update(|items| {
            let place = items.iter().position(|item| item.id == id)?;
            Some(items.remove(place))
        });
        if let Some(item) = removed.flatten() {
            self.count(&item.vehicle, |tally| {
                tally.total = tally.total.saturating_sub(u32::from(!item.is_warned()));
                tally.failed = tally.failed.saturating_sub(u32::from(item.has_failed()));
            });
        }
        self.start();
    }

    fn start(self) {
        loop {
            let next = self.items.with_untracked(|items| {
                let running = items.iter().filter(|item| matches!(item.state, SendingState::Running(_))).count();
                let waiting = items.iter().find(|item| item.state == SendingState::Waiting);
                waiting.filter(|_| running < AT_ONCE).map(|item| (item.id, item.vehicle.clone()))
            });
            let Some((id, vehicle)) = next else { return };
            self.set(id, SendingState::Running(Progress::Sending(0)));
            spawn_local(self.send(id, vehicle));
        }
    }

    async fn send(self, id: u32, vehicle: VehicleId) {
        let Some(upload) = self.files.try_with_value(|files| files.get(&id).cloned()).flatten() else { return };
        let watch = Rc::new(move |progress| self.set(id, SendingState::Running(progress)));
        let result = self.staff.client().upload_photo(&vehicle, &upload, watch).await;
        // It may have been put away meanwhile, or everything with the session.
        if self.files.try_with_value(|files| files.contains_key(&id)) != Some(true) {
            return;
        }
        match result {
            Ok(photo) => {
                self.files.update_value(|files| drop(files.remove(&id)));
                match photo.warnings.into_iter().next() {
                    Some(warning) => self.set(id, SendingState::Warned { sentence: warning.detail }),
                    None => self.items.update(|items| items.retain(|item| item.id != id)),
                }
                self.count(&vehicle, |tally| tally.done += 1);
                self.arrived.update(|arrived| drop(arrived.entry(vehicle).or_default().insert(id, photo.id)));
            }
            Err(error) => {
                self.set(id, SendingState::Failed { sentence: error.message(), again: may_succeed(&error) });
                self.count(&vehicle, |tally| tally.failed += 1);
            }
        }
        self.start();
    }

    fn set(self, id: u32, state: SendingState) {
        self.items.try_update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == id) {
                item.state = state;
            }
        });
    }

    fn count(self, vehicle: &VehicleId, change: impl FnOnce(&mut Tally)) {
        self.tallies.try_update(|tallies| change(tallies.entry(vehicle.clone()).or_default()));
    }
}

impl Sending {
    fn has_failed(&self) -> bool {
        matches!(self.state, SendingState::Failed { .. })
    }

    fn is_warned(&self) -> bool {
        matches!(self.state, SendingState::Warned { .. })
    }

    fn is_under_way(&self) -> bool {
        !self.has_failed() && !self.is_warned()
    }
}

/// Whether the same file may be taken when it is sent again: not when something is wrong with the file itself.
fn may_succeed(error: &ApiError) -> bool {
    let is_unsent = matches!(error, ApiError::Unsent(_));
    !is_unsent
        && !matches!(
            error.code(),
            Some(
                ProblemCode::UnsupportedImage
                    | ProblemCode::UnreadableImage
                    | ProblemCode::ImageTooLarge
                    | ProblemCode::PayloadTooLarge
                    | ProblemCode::VehicleDeleted
            )
        )
}
