//! The photos on their way. This device keeps each until the server has it. What finds no connection goes on by itself; what the server does
//! not take waits with the reason until it is sent again or removed.

use std::collections::HashMap;
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{PhotoId, VehicleId};
use ui::browser;
use web_sys::{Blob, File};

use super::UploadsPlace;
use super::device::{self, KeptPhoto};
use super::held::Held;
use super::item::{Sending, SendingState, Tally};
use super::leaving::Leaving;
use super::notice;
pub use super::state::Uploads;
use crate::app::session::Staff;
use crate::client::Upload;
use crate::pictures::Purpose;

impl UploadsPlace {
    /// Whether its member is still signed in.
    pub fn is_there(self) -> bool {
        self.uploads.try_get_value().is_some()
    }

    /// The photos on their way, which the first call begins.
    pub fn uploads(self) -> Uploads {
        if let Some(uploads) = self.uploads.get_value() {
            return uploads;
        }
        let begin = || Uploads::begin(self.staff);
        let uploads = match self.frame.get_value() {
            Some(frame) => frame.with(begin),
            None => begin(),
        };
        self.uploads.set_value(Some(uploads));
        self.notice.set(Some(ViewFn::from(move || notice::view(uploads))));
        uploads
    }
}

impl Uploads {
    fn begin(staff: Staff) -> Self {
        let owner = untrack(|| format!("{}/{}", staff.organization().id, staff.member().id));
        let uploads = Self {
            staff,
            owner: StoredValue::new(owner),
            items: RwSignal::new(Vec::new()),
            keeps: RwSignal::new(true),
            tallies: RwSignal::new(HashMap::new()),
            arrived: RwSignal::new(HashMap::new()),
            files: StoredValue::new_local(HashMap::new()),
            next_id: StoredValue::new(0),
            rounds: StoredValue::new(0),
            will_go_on: StoredValue::new(false),
            leaving: Leaving::new(),
        };
        // The browser asks, in its own words, before the document goes with what only this page has.
        let leaving = window_event_listener(ev::beforeunload, move |event| {
            if uploads.would_be_lost() {
                event.prevent_default();
            }
        });
        let online = window_event_listener(ev::online, move |_| uploads.go_on());
        on_cleanup(move || {
            leaving.remove();
            online.remove();
            uploads.files.with_value(|files| files.values().for_each(|held| held.upload.stop()));
        });
        uploads.resume();
        uploads
    }

    /// The photos on their way. Only below the shell of the signed-in app.
    pub fn expect() -> Self {
        UploadsPlace::expect().uploads()
    }

    /// Those for this vehicle; reactive.
    pub fn of(self, vehicle: &VehicleId) -> Vec<Sending> {
        self.items.with(|items| items.iter().filter(|item| item.vehicle == *vehicle).cloned().collect())
    }

    /// How far those for this vehicle are; reactive.
    pub fn tally(self, vehicle: &VehicleId) -> Tally {
        let tally = self.tallies.with(|tallies| tallies.get(vehicle).copied().unwrap_or_default());
        let held = self.of(vehicle).iter().filter(|item| item.is_held()).count();
        Tally { held: u32::try_from(held).unwrap_or(u32::MAX), ..tally }
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

    /// Whether the device keeps photos until the server has them; reactive.
    pub fn are_kept(self) -> bool {
        self.keeps.get()
    }

    /// Sends these files as photos of the vehicle.
    pub fn add(self, vehicle: &VehicleId, files: Vec<File>) {
        let chosen_at_ms = browser::now_ms();
        for file in files {
            let (name, picture) = (file.name(), Blob::from(file));
            let id = self.list(vehicle, &name, SendingState::Waiting);
            #[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is far below 2^53")]
            let photo = KeptPhoto {
                id: browser::random_key(),
                owner: self.owner.get_value(),
                vehicle: vehicle.clone(),
                name,
                picture,
                content: None,
                refusal: None,
                order: chosen_at_ms as f64 + f64::from(id),
            };
            spawn_local(self.keep_and_start(id, photo));
        }
    }

    /// Sends one again that failed or waits.
    pub fn retry(self, id: u32) {
        let again = self.items.with_untracked(|items| {
            items.iter().find(|item| item.id == id && (item.can_be_retried() || item.has_failed())).cloned()
        });
        let Some(item) = again else { return };
        self.count(&item.vehicle, |tally| tally.failed = tally.failed.saturating_sub(u32::from(item.has_failed())));
        self.set(id, SendingState::Waiting);
        self.start();
    }

    /// Sends all of a vehicle again, or all there are, that failed or wait.
    pub fn retry_all(self, vehicle: Option<&VehicleId>) {
        let items = self.items.get_untracked();
        let of_vehicle = |item: &&Sending| vehicle.is_none_or(|vehicle| item.vehicle == *vehicle);
        for item in items.iter().filter(of_vehicle).filter(|item| item.can_be_retried()) {
            self.retry(item.id);
        }
    }

    /// Stops one, or puts one away that failed.
    pub fn remove(self, id: u32) {
        if let Some(held) = self.let_go(id) {
            held.upload.stop();
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

    /// Takes up what this member chose before the page was closed, unless another tab has it.
    fn resume(self) {
        let owner = self.owner.get_value();
        spawn_local(async move {
            for photo in device::kept(&owner).await {
                let claim = device::claim(&photo.id).await;
                let is_known = |files: &HashMap<u32, Held>| files.values().any(|held| held.kept.id == photo.id);
                if claim.is_none() || self.files.try_with_value(is_known) != Some(false) {
                    continue;
                }
                let state = match photo.refusal.clone() {
                    Some((sentence, again)) => SendingState::Failed { sentence, again },
                    None => SendingState::Waiting,
                };
                let has_failed = matches!(state, SendingState::Failed { .. });
                let id = self.list(&photo.vehicle, &photo.name, state);
                self.count(&photo.vehicle, |tally| tally.failed += u32::from(has_failed));
                let upload = Upload::resumed(photo.picture.clone(), photo.content.clone());
                self.take(id, Held::new(upload, photo, claim, true));
            }
            self.start();
        });
    }

    /// Puts one on the list; its number.
    fn list(self, vehicle: &VehicleId, name: &str, state: SendingState) -> u32 {
        let is_first = self.items.with_untracked(|items| !items.iter().any(|item| item.vehicle == *vehicle));
        self.count(vehicle, |tally| {
            if is_first {
                *tally = Tally::default();
            }
            tally.total = tally.total.saturating_add(1);
        });
        if is_first {
            self.arrived.try_update(|arrived| drop(arrived.remove(vehicle)));
        }
        let id = self.next_id.try_update_value(|id| {
            *id = id.wrapping_add(1);
            *id
        });
        let id = id.unwrap_or_default();
        let item = Sending { id, name: name.to_owned(), state, vehicle: vehicle.clone() };
        self.items.try_update(|items| items.push(item));
        id
    }

    /// Keeps a photo on this device, and then sends it: not before, for the page may be closed meanwhile.
    async fn keep_and_start(self, id: u32, photo: KeptPhoto) {
        let claim = device::claim(&photo.id).await;
        let is_kept = device::keep(&photo).await;
        if !is_kept {
            self.keeps.try_set(false);
        }
        let is_listed = self.items.try_with_untracked(|items| items.iter().any(|item| item.id == id));
        if is_listed == Some(true) {
            let upload = Upload::new(photo.picture.clone(), Purpose::Photo);
            self.take(id, Held::new(upload, photo, claim, is_kept));
            self.start();
        } else if is_listed == Some(false) {
            device::forget(&photo.id).await;
        }
    }

    pub(super) fn take(self, id: u32, held: Held) {
        self.files.try_update_value(|files| drop(files.insert(id, held)));
    }

    /// Lets go of a photo, here and on the device.
    pub(super) fn let_go(self, id: u32) -> Option<Held> {
        let held = self.files.try_update_value(|files| files.remove(&id)).flatten()?;
        let kept = Rc::clone(&held.kept);
        spawn_local(async move { device::forget(&kept.id).await });
        Some(held)
    }

    /// Whether something is under way that only this page has.
    fn would_be_lost(self) -> bool {
        let under_way = self.items.with_untracked(|items| {
            items.iter().filter(|item| item.is_under_way()).map(|item| item.id).collect::<Vec<_>>()
        });
        self.files.with_value(|files| under_way.iter().any(|id| files.get(id).is_none_or(|held| !held.is_kept)))
    }

    pub(super) fn held(self, id: u32) -> Option<Held> {
        self.files.try_with_value(|files| files.get(&id).cloned()).flatten()
    }

    pub(super) fn set(self, id: u32, state: SendingState) {
        self.items.try_update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == id) {
                item.state = state;
            }
        });
    }

    pub(super) fn count(self, vehicle: &VehicleId, change: impl FnOnce(&mut Tally)) {
        self.tallies.try_update(|tallies| change(tallies.entry(vehicle.clone()).or_default()));
    }
}
