//! The endpoint that is open on its page, and what was sent to it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::{WebhookDeliveryId, WebhookEndpointId};
use shared::webhook::{DeliveryState, WebhookDelivery, WebhookEndpoint};
use ui::browser;
use ui::components::{Secret, Toasts};

use crate::app::load::Loader;
use crate::app::paged::PagedList;
use crate::app::session::{Staff, use_staff};
use crate::client::Versioned;

/// How often it is looked whether an event has arrived, and how long is waited before each look.
const LOOKS: u32 = 20;
const LOOK_PAUSE_MS: u32 = 1_000;

/// The endpoint as it was last read, and what was sent to it.
#[derive(Clone, Copy)]
pub struct OpenEndpoint {
    /// Which endpoint, and where to say how things went; kept apart, for this is handed on by value everywhere.
    pub kept: StoredValue<(WebhookEndpointId, Toasts)>,
    pub staff: Staff,
    pub loader: Loader<Versioned<WebhookEndpoint>>,
    /// Stored apart, so that what every part of the page is given stays small.
    pub deliveries: StoredValue<PagedList<WebhookDelivery>>,
    /// The state of the deliveries to show; empty for all.
    pub filter: RwSignal<String>,
    /// The last test event, as far as it is.
    pub ping: RwSignal<Option<WebhookDelivery>>,
    /// The secret that is being shown, this once.
    pub secret: RwSignal<Option<Secret>>,
}

impl OpenEndpoint {
    pub fn new(id: WebhookEndpointId) -> Self {
        let endpoint = Self {
            kept: StoredValue::new((id, Toasts::expect())),
            staff: use_staff(),
            loader: Loader::new(),
            deliveries: StoredValue::new(PagedList::new()),
            filter: RwSignal::new(String::new()),
            ping: RwSignal::new(None),
            secret: RwSignal::new(None),
        };
        endpoint.reload();
        Effect::new(move || {
            endpoint.filter.track();
            endpoint.reload_deliveries();
        });
        endpoint
    }

    pub fn id(self) -> WebhookEndpointId {
        self.kept.with_value(|kept| kept.0.clone())
    }

    pub fn toasts(self) -> Toasts {
        self.kept.with_value(|kept| kept.1)
    }

    pub fn deliveries(self) -> PagedList<WebhookDelivery> {
        self.deliveries.get_value()
    }

    pub fn reload(self) {
        let (client, id) = (self.staff.client(), self.id());
        self.loader.ask(async move { client.webhook_endpoint(&id).await });
    }

    pub fn reload_deliveries(self) {
        let (client, id, state) = (self.staff.client(), self.id(), self.state());
        self.deliveries().ask(async move { client.webhook_deliveries(&id, state, None).await });
    }

    pub fn load_more(self) {
        let (client, id, state) = (self.staff.client(), self.id(), self.state());
        self.deliveries().ask_more(|cursor| async move { client.webhook_deliveries(&id, state, Some(&cursor)).await });
    }

    pub fn state(self) -> Option<DeliveryState> {
        self.filter.with_untracked(|filter| DeliveryState::parse(filter))
    }

    /// The endpoint, once it is here; reactive.
    pub fn get(self) -> Option<Versioned<WebhookEndpoint>> {
        self.loader.state().with(|state| state.ready().cloned())
    }

    /// Shows a delivery until it has been tried once more than so often, and then what came of it.
    pub fn follow(self, id: WebhookDeliveryId, attempts_before: usize) {
        self.reload_deliveries();
        spawn_local(async move {
            for _ in 0..LOOKS {
                browser::sleep_ms(LOOK_PAUSE_MS).await;
                let Some(endpoint_id) = self.kept.try_with_value(|kept| kept.0.clone()) else { return };
                let page = self.staff.client().webhook_deliveries(&endpoint_id, None, None).await;
                if self.kept.try_with_value(|kept| kept.0.clone()).is_none() {
                    return;
                }
                let Some(now) = page.ok().and_then(|page| page.data.into_iter().find(|delivery| delivery.id == id))
                else {
                    continue;
                };
                let tried = now.attempts.len() > attempts_before;
                self.show(now);
                if tried {
                    // A receiver that failed or is gone has changed the endpoint too.
                    self.reload();
                    return;
                }
            }
        });
    }

    pub fn show(self, now: WebhookDelivery) {
        self.ping.update(|ping| {
            if let Some(ping) = ping.as_mut().filter(|ping| ping.id == now.id) {
                *ping = now.clone();
            }
        });
        self.deliveries().update_items(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == now.id) {
                *item = now;
            }
        });
    }
}
