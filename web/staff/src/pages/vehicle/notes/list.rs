//! The notes as far as they have been loaded.

use shared::note::Note;
use ui::components::Toasts;

use crate::app::paged::PagedList;
use crate::pages::vehicle::open::OpenVehicle;

/// The notes as far as they have been loaded, and how to load them again.
#[derive(Clone, Copy)]
pub struct NoteList {
    pub vehicle: OpenVehicle,
    pub toasts: Toasts,
    pub paged: PagedList<Note>,
}

impl NoteList {
    pub fn new(vehicle: OpenVehicle) -> Self {
        let list = Self { vehicle, toasts: Toasts::expect(), paged: PagedList::new() };
        list.reload();
        list
    }

    pub fn reload(self) {
        let (client, id) = (self.vehicle.staff().client(), self.vehicle.id());
        self.paged.ask(async move { client.notes(&id, None).await });
    }

    pub fn load_more(self) {
        let (client, id) = (self.vehicle.staff().client(), self.vehicle.id());
        self.paged.ask_more(|cursor| async move { client.notes(&id, Some(&cursor)).await });
    }
}
