//! The list of members as far as it has been loaded, and what is being done with it.

use leptos::prelude::*;
use shared::member::{InvitedMember, Member};
use ui::components::Toasts;

use super::work::Work;
use crate::app::paged::PagedList;
use crate::app::session::{Staff, use_staff};

/// The list as far as it has been loaded, and what is being done with it.
#[derive(Clone, Copy)]
pub struct Members {
    pub staff: Staff,
    pub toasts: Toasts,
    pub paged: PagedList<Member>,
    /// Stored apart, so that what every part of the page is given stays small.
    work: StoredValue<Work>,
    /// The one-time link that is being shown, this once.
    pub invited: RwSignal<Option<InvitedMember>>,
}

impl Members {
    pub fn new() -> Self {
        let list = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            paged: PagedList::new(),
            work: StoredValue::new(Work::new()),
            invited: RwSignal::new(None),
        };
        list.reload();
        list
    }

    pub fn work(self) -> Work {
        self.work.get_value()
    }

    /// Loads the list again; what is shown stays until it is here.
    pub fn reload(self) {
        let client = self.staff.client();
        self.paged.ask(async move { client.members(None).await });
    }

    pub fn load_more(self) {
        let client = self.staff.client();
        self.paged.ask_more(|cursor| async move { client.members(Some(&cursor)).await });
    }
}
