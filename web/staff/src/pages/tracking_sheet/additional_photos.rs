//! The additional photos: what there is in the gallery, and what is picked for the page, saved or not.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{PhotoId, VehicleId};
use shared::photo::{Photo, PhotoGallery};

use crate::app::load::{Load, Loader};
use crate::client::StaffClient;

/// The picked photos of one sheet.
#[derive(Clone, Copy)]
pub(super) struct AdditionalPhotos {
    pub(super) gallery: Loader<PhotoGallery>,
    /// In the order of the page.
    pub(super) chosen: RwSignal<Vec<PhotoId>>,
    /// The photo that is shown larger.
    pub(super) peeked: RwSignal<Option<PhotoId>>,
    /// What just happened, to be read out.
    pub(super) said: RwSignal<String>,
    /// Why the hero photo was not changed.
    pub(super) failure: RwSignal<Option<String>>,
}

/// A photo of the gallery with its place there, which is its name in the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Numbered {
    pub(super) number: usize,
    pub(super) photo: Photo,
}

impl AdditionalPhotos {
    pub(super) fn new() -> Self {
        Self {
            gallery: Loader::new(),
            chosen: RwSignal::new(Vec::new()),
            peeked: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            failure: RwSignal::new(None),
        }
    }

    /// Reads the gallery. What is picked but is not there any more is not picked any more.
    pub(super) fn load(self, client: StaffClient, vehicle: VehicleId) {
        self.peeked.set(None);
        self.failure.set(None);
        let known = self.gallery.state().with_untracked(|state| state.ready().is_some());
        self.gallery.ask(async move {
            let gallery = client.photos(&vehicle).await?;
            if known {
                self.chosen.try_update(|chosen| chosen.retain(|id| gallery.data.iter().any(|photo| photo.id == *id)));
            }
            Ok(gallery)
        });
    }

    /// The gallery without what is picked; reactive.
    pub(super) fn rest(self) -> Vec<Numbered> {
        let chosen = self.chosen.get();
        self.all().into_iter().filter(|numbered| !chosen.contains(&numbered.photo.id)).collect()
    }

    /// What is picked, as far as it is in the gallery; reactive.
    pub(super) fn picked(self) -> Vec<Numbered> {
        let all = self.all();
        let find = |id: &PhotoId| all.iter().find(|numbered| numbered.photo.id == *id).cloned();
        self.chosen.with(|chosen| chosen.iter().filter_map(find).collect())
    }

    /// The photo with this id; reactive.
    pub(super) fn find(self, id: &PhotoId) -> Option<Numbered> {
        self.all().into_iter().find(|numbered| numbered.photo.id == *id)
    }

    /// The hero photo; reactive.
    pub(super) fn hero(self) -> Option<PhotoId> {
        self.all().into_iter().find(|numbered| numbered.photo.is_hero).map(|numbered| numbered.photo.id)
    }

    /// What is sent: what is picked, without what is known to be gone; reactive.
    pub(super) fn ids(self) -> Vec<PhotoId> {
        if self.gallery.state().with(|state| state.ready().is_none()) {
            return self.chosen.get();
        }
        self.picked().into_iter().map(|numbered| numbered.photo.id).collect()
    }

    /// Puts a photo at the end of the page.
    pub(super) fn add(self, id: &PhotoId) {
        self.chosen.update(|chosen| {
            if !chosen.contains(id) {
                chosen.push(id.clone());
            }
        });
        self.say(id, "added");
    }

    /// Puts all photos that are not there at the end of the page.
    pub(super) fn add_all(self) {
        let rest = untrack(|| self.rest());
        let count = rest.len();
        self.chosen.update(|chosen| chosen.extend(rest.into_iter().map(|numbered| numbered.photo.id)));
        self.peeked.set(None);
        let photos = if count == 1 { "photo" } else { "photos" };
        self.said.set(format!("{count} {photos} added. {} picked.", untrack(|| self.picked().len())));
    }

    /// Makes a photo the hero photo, or leaves the vehicle without one: at once, whatever is saved of the link. `on_changed` runs when it is.
    pub(super) fn set_hero(
        self,
        client: StaffClient,
        vehicle: VehicleId,
        id: PhotoId,
        is_hero: bool,
        on_changed: impl FnOnce() + 'static,
    ) {
        let number = untrack(|| self.find(&id)).map_or(0, |found| found.number);
        self.failure.set(None);
        self.gallery.state().update(|state| {
            if let Load::Ready(gallery) = state {
                for photo in &mut gallery.data {
                    photo.is_hero = is_hero && photo.id == id;
                }
            }
        });
        spawn_local(async move {
            match client.set_hero(&vehicle, &id, is_hero).await {
                Ok(_) => {
                    let hero = format!("Photo {number} is now the hero photo.");
                    let said = if is_hero { hero } else { "The vehicle now has no hero photo.".to_owned() };
                    self.said.try_set(said);
                }
                Err(error) => drop(self.failure.try_set(Some(error.message()))),
            }
            if self.said.try_with_untracked(|_| ()).is_some() {
                self.gallery.ask(async move { client.photos(&vehicle).await });
                on_changed();
            }
        });
    }

    /// Takes a photo off the page.
    pub(super) fn remove(self, id: &PhotoId) {
        self.chosen.update(|chosen| chosen.retain(|chosen| chosen != id));
        self.say(id, "removed");
    }

    /// Moves a photo on the page.
    pub(super) fn shift(self, (from, to): (usize, usize)) {
        let mut ids = untrack(|| self.ids());
        if from < ids.len() && to < ids.len() {
            let id = ids.remove(from);
            ids.insert(to, id);
            self.chosen.set(ids);
        }
    }

    fn say(self, id: &PhotoId, what: &str) {
        self.peeked.set(None);
        let (number, count) = untrack(|| (self.find(id).map(|found| found.number), self.picked().len()));
        let photos = if count == 1 { "photo" } else { "photos" };
        self.said.set(format!("Photo {} {what}. {count} {photos} picked.", number.unwrap_or_default()));
    }

    fn all(self) -> Vec<Numbered> {
        let photos = self.gallery.state().with(|state| match state {
            Load::Ready(gallery) => gallery.data.clone(),
            Load::Loading | Load::Failed(_) => Vec::new(),
        });
        photos.into_iter().enumerate().map(|(index, photo)| Numbered { number: index + 1, photo }).collect()
    }
}
