//! The endpoints as far as they have been loaded.

use leptos::prelude::*;
use shared::webhook::WebhookEndpoint;
use ui::components::Secret;

use crate::app::paged::PagedList;
use crate::app::session::{Staff, use_staff};

#[derive(Clone, Copy)]
pub struct Endpoints {
    pub staff: Staff,
    pub list: PagedList<WebhookEndpoint>,
    /// The secret that is being shown, this once.
    pub secret: RwSignal<Option<Secret>>,
}

impl Endpoints {
    pub fn new() -> Self {
        let endpoints = Self { staff: use_staff(), list: PagedList::new(), secret: RwSignal::new(None) };
        endpoints.reload();
        endpoints
    }

    /// Loads the list again; what is shown stays until it is here.
    pub fn reload(self) {
        let client = self.staff.client();
        self.list.ask(async move { client.webhook_endpoints(None).await });
    }

    pub fn load_more(self) {
        let client = self.staff.client();
        self.list.ask_more(|cursor| async move { client.webhook_endpoints(Some(&cursor)).await });
    }
}

/// The secret of an endpoint, to be shown once.
pub fn secret_to_show(title: &str, text: String) -> Secret {
    Secret {
        title: title.to_owned(),
        label: "Signing secret",
        text,
        explanation: "The receiver uses this secret to check that messages come from you (Standard Webhooks)."
            .to_owned(),
    }
}
