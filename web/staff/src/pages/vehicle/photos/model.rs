//! The gallery as it was last read, the order that it is being brought into, and what can be done with its photos.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{PhotoId, VehicleId};
use shared::photo::{Photo, PhotoGallery};
use ui::components::Toasts;

use super::order::{arranged, by_capture_time, in_batch_order, is_only_longer, moved};
use crate::app::load::{Load, Loader};
use crate::client::{ApiError, StaffClient};
use crate::pages::vehicle::open::OpenVehicle;

/// The gallery of one vehicle.
#[derive(Clone, Copy)]
pub(super) struct Gallery {
    pub(super) vehicle: OpenVehicle,
    pub(super) loader: Loader<PhotoGallery>,
    pub(super) toasts: Toasts,
    /// What just happened, to be read out.
    pub(super) said: RwSignal<String>,
    /// The order that is shown while it is not saved.
    wanted: RwSignal<Option<Vec<PhotoId>>>,
    saving: StoredValue<bool>,
}

impl Gallery {
    pub(super) fn new(vehicle: OpenVehicle) -> Self {
        let gallery = Self {
            vehicle,
            loader: Loader::new(),
            toasts: Toasts::expect(),
            said: RwSignal::new(String::new()),
            wanted: RwSignal::new(None),
            saving: StoredValue::new(false),
        };
        gallery.reload();
        // Whoever moves a photo and leaves at once has moved it.
        on_cleanup(move || gallery.save_order());
        gallery
    }

    /// Reads the gallery again; what is shown stays until then.
    pub(super) fn reload(self) {
        let (client, id) = (self.vehicle.staff().client(), self.vehicle.id());
        self.loader.ask(async move { client.photos(&id).await });
    }

    /// Reads the gallery because photos arrived. When a batch is complete, it comes into the order in which it was
    /// chosen: several at a time overtake each other on their way.
    pub(super) fn take_in(self, batch: &[PhotoId]) {
        if batch.len() < 2 {
            return self.reload();
        }
        let (client, vehicle, batch) = (self.vehicle.staff().client(), self.vehicle.id(), batch.to_vec());
        spawn_local(async move {
            let Ok(gallery) = client.photos(&vehicle).await else { return };
            if self.said.try_with_untracked(|_| ()).is_none() {
                return;
            }
            self.loader.put(gallery);
            let ids = untrack(|| self.ids());
            let ordered = in_batch_order(&ids, &batch);
            if ids != ordered {
                self.wanted.set(Some(ordered));
                self.save_order();
            }
        });
    }

    /// The photos in the order that is shown; reactive.
    pub(super) fn photos(self) -> Vec<Photo> {
        let photos = self.loader.state().with(|state| state.ready().map(|gallery| gallery.data.clone()));
        self.wanted.with(|wanted| arranged(photos.unwrap_or_default(), wanted.as_deref()))
    }

    /// Moves a photo on the screen.
    pub(super) fn move_photo(self, (from, to): (usize, usize)) {
        let ids = untrack(|| self.ids());
        self.wanted.set(Some(moved(ids, from, to)));
    }

    /// Whether the photos can be brought into another order, that in which they were taken; reactive.
    pub(super) fn has_capture_order(self) -> bool {
        by_capture_time(self.photos()).is_some()
    }

    /// Brings the photos into the order in which they were taken, and offers to go back.
    pub(super) fn sort_by_capture_time(self) {
        let before = untrack(|| self.ids());
        let Some(sorted) = by_capture_time(untrack(|| self.photos())) else { return };
        self.wanted.set(Some(sorted));
        self.save_order();
        let undo = move || {
            // The page may be gone.
            if self.wanted.try_set(Some(before.clone())).is_none() {
                self.save_order();
            }
        };
        let sentence = "The photos are in the order in which they were taken.";
        self.toasts.with_action(sentence, "Undo", undo);
    }

    /// Saves the order that is shown. Of several wishes in a row only the last one matters.
    pub(super) fn save_order(self) {
        if self.saving.get_value() {
            return;
        }
        let read = self.loader.state().with_untracked(|state| state.ready().cloned());
        let (Some(read), ids) = (read, untrack(|| self.ids())) else { return };
        if read.data.iter().map(|photo| &photo.id).eq(&ids) {
            self.wanted.set(None);
            return;
        }
        self.saving.set_value(true);
        let (client, vehicle) = (self.vehicle.staff().client(), self.vehicle.id());
        spawn_local(async move {
            let answer = client.order_photos(&vehicle, ids.clone(), read.version).await;
            // The page may be gone.
            if self.saving.try_update_value(|saving| *saving = false).is_none() {
                return;
            }
            match answer {
                Ok(gallery) => {
                    self.loader.put(gallery);
                    if self.wanted.with_untracked(|wanted| wanted.as_ref() != Some(&ids)) {
                        return self.save_order();
                    }
                    self.wanted.set(None);
                }
                Err(error) => self.order_refused(&read, &error),
            }
        });
    }

    fn order_refused(self, read: &PhotoGallery, error: &ApiError) {
        let now = error.problem().and_then(|problem| problem.gallery).filter(|_| error.is_stale());
        let Some(now) = now else {
            self.wanted.set(None);
            self.toasts.error(error.message());
            return self.reload();
        };
        // Photos that arrived meanwhile, mine among them, are no reason to bother anybody.
        let only_longer = is_only_longer(read, &now);
        self.loader.put(*now);
        if only_longer {
            return self.save_order();
        }
        self.wanted.set(None);
        let sentence =
            "Somebody else has just changed the gallery, so your order was not saved. This is the current order.";
        self.toasts.error(sentence);
    }

    /// Makes a photo the hero photo, or leaves the vehicle without one.
    pub(super) fn set_hero(self, id: PhotoId, is_hero: bool) {
        let (client, vehicle) = (self.vehicle.staff().client(), self.vehicle.id());
        self.change(|photos| {
            for photo in photos {
                photo.is_hero = is_hero && photo.id == id;
            }
        });
        let place = untrack(|| self.place(&id)).unwrap_or_default();
        spawn_local(async move {
            match client.set_hero(&vehicle, &id, is_hero).await {
                Ok(_) if is_hero => self.say(format!("Photo {place} is now the hero photo.")),
                Ok(_) => self.say("The vehicle now has no hero photo.".to_owned()),
                Err(error) => self.toasts.error(error.message()),
            }
            self.refresh();
        });
    }

    /// Deletes a photo, and offers to bring it back.
    pub(super) fn delete(self, id: PhotoId) {
        let (client, vehicle) = (self.vehicle.staff().client(), self.vehicle.id());
        let undoable = !untrack(|| self.vehicle.staff().locked());
        self.change(|photos| photos.retain(|photo| photo.id != id));
        spawn_local(async move {
            match client.delete_photo(&vehicle, &id).await {
                Ok(()) if undoable => {
                    let undo = move || self.restore(client.clone(), vehicle.clone(), id.clone());
                    self.toasts.with_action("The photo was deleted.", "Undo", undo);
                }
                Ok(()) => self.toasts.success("The photo was deleted."),
                Err(error) => self.toasts.error(error.message()),
            }
            self.refresh();
        });
    }

    /// Undoes a deletion, also when the page has been left meanwhile.
    fn restore(self, client: StaffClient, vehicle: VehicleId, id: PhotoId) {
        spawn_local(async move {
            match client.restore_photo(&vehicle, &id).await {
                Ok(_) => self.toasts.success("The photo was restored."),
                Err(error) if error.is_not_found() => {
                    self.toasts.error("The photo is gone for good. A deleted photo can be restored for one day only.");
                }
                Err(error) => self.toasts.error(error.message()),
            }
            self.refresh();
        });
    }

    /// The place of a photo, from 1; reactive.
    pub(super) fn place(self, id: &PhotoId) -> Option<usize> {
        self.photos().iter().position(|photo| photo.id == *id).map(|index| index + 1)
    }

    fn ids(self) -> Vec<PhotoId> {
        self.photos().into_iter().map(|photo| photo.id).collect()
    }

    /// Shows a change before the server has answered.
    fn change(self, change: impl FnOnce(&mut Vec<Photo>)) {
        self.loader.state().update(|state| {
            if let Load::Ready(gallery) = state {
                change(&mut gallery.data);
            }
        });
    }

    /// Reads the gallery and the vehicle, which names its hero photo, unless the page is gone.
    fn refresh(self) {
        if self.said.try_with_untracked(|_| ()).is_some() {
            self.reload();
            self.vehicle.reload();
        }
    }

    fn say(self, text: String) {
        self.said.try_set(text);
    }
}
