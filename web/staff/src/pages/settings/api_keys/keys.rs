//! The keys, and what is being done with them.

use leptos::prelude::*;
use shared::api_key::ApiKey;
use ui::components::{Secret, Toasts};

use crate::app::paged::PagedList;
use crate::app::session::{Staff, use_staff};

/// The keys, and what is being done with them.
#[derive(Clone, Copy)]
pub struct Keys {
    pub staff: Staff,
    pub toasts: Toasts,
    pub list: PagedList<ApiKey>,
    /// The secret that is being shown, this once.
    pub secret: RwSignal<Option<Secret>>,
    /// The key that is to be revoked.
    pub revoking: RwSignal<Option<ApiKey>>,
}

impl Keys {
    pub fn new() -> Self {
        let keys = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            list: PagedList::new(),
            secret: RwSignal::new(None),
            revoking: RwSignal::new(None),
        };
        keys.reload();
        keys
    }

    /// Loads the list again; what is shown stays until it is here.
    pub fn reload(self) {
        let client = self.staff.client();
        self.list.ask(async move { client.api_keys(None).await });
    }

    pub fn load_more(self) {
        let client = self.staff.client();
        self.list.ask_more(|cursor| async move { client.api_keys(Some(&cursor)).await });
    }
}
