//! Sending what waits, and what follows from how that went.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::VehicleId;
use shared::photo::Photo;
use ui::browser;

use super::held::Held;
use super::item::{Sending, SendingState};
use super::outcome::{Outcome, outcome};
use super::queue::Uploads;
use crate::client::{ApiError, Progress};

/// More at once would only make each slower, on a phone in a yard.
const AT_ONCE: usize = 2;
/// What found no connection is tried again after these pauses, and then after the last one.
const PAUSES_MS: [u32; 4] = [5_000, 15_000, 30_000, 60_000];

impl Uploads {
    /// Sends what comes next.
    pub(super) fn start(self) {
        loop {
            let here = self.files.try_with_value(|files| files.keys().copied().collect::<Vec<_>>());
            let next = self.items.try_with_untracked(|items| {
                let running = items.iter().filter(|item| matches!(item.state, SendingState::Running(_))).count();
                let is_next = |item: &&Sending| {
                    item.state == SendingState::Waiting && here.as_ref().is_some_and(|here| here.contains(&item.id))
                };
                let waiting = items.iter().find(is_next);
                waiting.filter(|_| running < AT_ONCE).map(|item| (item.id, item.vehicle.clone()))
            });
            let Some((id, vehicle)) = next.flatten() else { return };
            self.set(id, SendingState::Running(Progress::Sending(0)));
            spawn_local(self.send(id, vehicle));
        }
    }

    async fn send(self, id: u32, vehicle: VehicleId) {
        let Some(held) = self.held(id) else { return };
        let result = self.prepare_and_send(id, &vehicle, &held).await;
        // It may have been put away meanwhile, or everything with the session.
        if self.held(id).is_none() {
            return;
        }
        match result
            .map_err(|error| outcome(&error, browser::is_online(), self.keeps.try_get_untracked() == Some(true)))
        {
            Ok(photo) => self.arrive(id, vehicle, photo),
            Err(Outcome::Later(sentence)) => {
                self.set(id, SendingState::Held { sentence });
                self.try_later();
            }
            Err(Outcome::Refused { sentence, again }) => {
                let refusal = Some((sentence.clone(), again));
                self.set(id, SendingState::Failed { sentence, again });
                self.count(&vehicle, |tally| tally.failed += 1);
                held.tell_device(refusal).await;
            }
        }
        self.start();
    }

    async fn prepare_and_send(self, id: u32, vehicle: &VehicleId, held: &Held) -> Result<Photo, ApiError> {
        let watch: Rc<dyn Fn(Progress)> = Rc::new(move |progress| self.set(id, SendingState::Running(progress)));
        held.upload.ready(&watch).await?;
        if self.held(id).is_some() && !held.is_ready.replace(true) {
            held.tell_device(None).await;
        }
        if !browser::is_online() {
            return Err(ApiError::Network);
        }
        self.staff.client().upload_photo(vehicle, &held.upload, watch).await
    }

    fn arrive(self, id: u32, vehicle: VehicleId, photo: Photo) {
        drop(self.let_go(id));
        self.rounds.try_set_value(0);
        match photo.warnings.into_iter().next() {
            Some(warning) => self.set(id, SendingState::Warned { sentence: warning.detail }),
            None => drop(self.items.try_update(|items| items.retain(|item| item.id != id))),
        }
        self.count(&vehicle, |tally| tally.done += 1);
        self.arrived.try_update(|arrived| drop(arrived.entry(vehicle).or_default().insert(id, photo.id)));
    }

    /// Goes on after a pause with what waits for a connection.
    fn try_later(self) {
        if self.will_go_on.try_update_value(|will| std::mem::replace(will, true)) != Some(false) {
            return;
        }
        let round = self.rounds.try_update_value(|rounds| std::mem::replace(rounds, *rounds + 1)).unwrap_or_default();
        let pause_ms = PAUSES_MS.get(round).or(PAUSES_MS.last()).copied().unwrap_or_default();
        spawn_local(async move {
            browser::sleep_ms(pause_ms).await;
            self.will_go_on.try_set_value(false);
            let waits = self.items.try_with_untracked(|items| items.iter().any(Sending::is_held));
            match waits {
                // The browser says when it has a connection.
                Some(true) if !browser::is_online() => self.try_later(),
                Some(true) => self.go_on(),
                Some(false) | None => {}
            }
        });
    }

    /// Goes on with what waits for a connection.
    pub(super) fn go_on(self) {
        self.items.try_update(|items| {
            for item in items.iter_mut().filter(|item| item.is_held()) {
                item.state = SendingState::Waiting;
            }
        });
        self.start();
    }
}
