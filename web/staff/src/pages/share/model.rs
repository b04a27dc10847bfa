//! What sharing knows: the vehicle, its customer and the URL; and what it keeps: the customer's language, and that the URL was sent.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::ids::VehicleId;
use shared::language::page_language;
use shared::link::{Sent, SentChannel};
use shared::message_uri;
use shared::phone::international;
use shared::vehicle::{Customer, Vehicle};
use ui::browser;
use ui::components::Toasts;

use super::message::Message;
use crate::app::session::{Staff, use_staff};
use crate::client::Versioned;

/// Sharing the link of one vehicle.
#[derive(Clone, Copy)]
pub struct Sharing {
    pub(super) staff: Staff,
    toasts: Toasts,
    vehicle_id: StoredValue<VehicleId>,
    pub(super) vehicle: Signal<Option<Vehicle>>,
    pub(super) url: Signal<Option<String>>,
    pub(super) sent: Signal<Option<Sent>>,
    on_sent: Callback<Option<Sent>>,
    on_vehicle: Callback<Versioned<Vehicle>>,
    /// Whether the ways to share are in sight.
    pub(super) open: RwSignal<bool>,
    pub(super) language: RwSignal<String>,
    /// What is written, with the URL.
    pub(super) text: RwSignal<String>,
    /// Whether staff changed the text.
    pub(super) edited: RwSignal<bool>,
    /// The way that was taken, until staff say whether the URL was sent.
    pub(super) taken: RwSignal<Option<SentChannel>>,
    pub(super) saving: RwSignal<bool>,
}

impl Sharing {
    /// Of this vehicle, with its URL and whether that was sent; what is kept goes to `on_sent` and `on_vehicle`.
    pub fn new(
        vehicle_id: VehicleId,
        vehicle: Signal<Option<Vehicle>>,
        (url, sent): (Signal<Option<String>>, Signal<Option<Sent>>),
        open: RwSignal<bool>,
        on_sent: Callback<Option<Sent>>,
        on_vehicle: Callback<Versioned<Vehicle>>,
    ) -> Self {
        let sharing = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            vehicle_id: StoredValue::new(vehicle_id),
            vehicle,
            url,
            sent,
            on_sent,
            on_vehicle,
            open,
            language: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            edited: RwSignal::new(false),
            taken: RwSignal::new(None),
            saving: RwSignal::new(false),
        };
        sharing.follow_customer();
        sharing.follow_text();
        sharing
    }

    /// The language is the one that is kept for the customer, also on another vehicle, else that of the organisation.
    fn follow_customer(self) {
        let customer = Memo::new(move |_| self.vehicle.with(|vehicle| vehicle.as_ref().map(|v| v.customer.clone())));
        Effect::new(move || {
            let Some(customer) = customer.get() else { return };
            let own = untrack(|| self.staff.organization()).locale;
            let fallback = page_language(&own).unwrap_or("en");
            self.language.set(customer.language.clone().unwrap_or_else(|| fallback.to_owned()));
            let (None, Some(email)) = (customer.language, customer.email) else { return };
            let client = self.staff.client();
            spawn_local(async move {
                // Without an answer it stays as it is.
                let Ok(page) = client.vehicles_of_customer(&email).await else { return };
                let is_theirs = |c: &Customer| c.email.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&email));
                let known = page.data.into_iter().map(|v| v.customer).filter(is_theirs).find_map(|c| c.language);
                if let Some(known) = known.filter(|_| self.language.try_get_untracked().as_deref() == Some(fallback)) {
                    self.language.try_set(known);
                }
            });
        });
    }

    /// The text follows language and URL, until staff change it: then only the URL in it is kept up to date.
    fn follow_text(self) {
        Effect::new(move |before: Option<(String, String)>| {
            let (language, url) = (self.language.get(), self.url.get().unwrap_or_default());
            match before {
                Some((spoken, old)) if spoken == language && self.edited.get_untracked() => {
                    if !old.is_empty() && old != url {
                        self.text.update(|text| *text = text.replace(&old, &url));
                    }
                }
                _ => {
                    self.edited.set(false);
                    let organization = untrack(|| self.staff.organization()).name;
                    self.text.set(self.message().with_url(&url, &organization));
                }
            }
            (language, url)
        });
    }

    /// What is written in the language that is chosen; reactive.
    pub(super) fn message(self) -> Message {
        let title = self.vehicle.with(|vehicle| vehicle.as_ref().map(Vehicle::title).unwrap_or_default());
        Message::about(&title, &self.language.get())
    }

    fn customer(self) -> Customer {
        self.vehicle.with(|vehicle| vehicle.as_ref().map(|v| v.customer.clone()).unwrap_or_default())
    }

    /// The customer's number, if it can be dialled from anywhere; reactive.
    fn number(self) -> Option<String> {
        self.customer().phone.as_deref().and_then(international)
    }

    /// The URI that opens the program for this way; none where there is no such way; reactive.
    pub(super) fn uri(self, channel: SentChannel) -> Option<String> {
        let text = self.text.get();
        match channel {
            SentChannel::Email => {
                Some(message_uri::email(self.customer().email.as_deref(), &self.message().subject, &text))
            }
            SentChannel::WhatsApp => self.number().map(|number| message_uri::whatsapp(&number, &text)),
            SentChannel::Sms => self.number().map(|number| message_uri::sms(&number, &text)),
            SentChannel::QrCode | SentChannel::Other => None,
        }
    }

    /// Why there is no WhatsApp and no SMS; none where there are; reactive.
    pub(super) fn no_number(self) -> Option<&'static str> {
        if self.number().is_some() {
            return None;
        }
        Some(if self.customer().phone.is_some() {
            "WhatsApp and SMS need the customer's phone number with its country code, such as +49 171 1234567."
        } else {
            "WhatsApp and SMS need a phone number of the customer. There is none yet."
        })
    }

    /// Opens the system's list of what can be shared to; where that does not work, the ways that the app has.
    pub(super) fn share(self) {
        let (title, text, url) = untrack(|| (self.message().subject, self.message().sentence, self.url.get()));
        let Some(url) = url else { return };
        spawn_local(async move {
            match browser::share(&title, &text, &url).await {
                Some(true) => {
                    self.taken.try_set(Some(SentChannel::Other));
                }
                Some(false) => {}
                None => {
                    self.open.try_set(true);
                }
            }
        });
    }

    /// Takes another language, and keeps it for the customer.
    pub(super) fn choose_language(self, language: String) {
        self.language.set(language.clone());
        if !untrack(|| self.staff.writable()) {
            return;
        }
        let (client, id) = (self.staff.client(), self.vehicle_id.get_value());
        spawn_local(async move {
            match client.set_customer_language(&id, &language).await {
                Ok(vehicle) => {
                    self.on_vehicle.try_run(vehicle);
                }
                Err(error) => self.toasts.error(format!("The language was not kept. {}", error.message())),
            }
        });
    }

    /// Keeps that the URL was sent in this way; none that it was not.
    pub(super) fn say_sent(self, channel: Option<SentChannel>) {
        if self.saving.get_untracked() {
            return;
        }
        self.saving.set(true);
        let (client, id) = (self.staff.client(), self.vehicle_id.get_value());
        spawn_local(async move {
            let said = match channel {
                Some(channel) => client.mark_tracking_link_sent(&id, channel).await.map(|link| link.sent),
                None => client.unmark_tracking_link_sent(&id).await.map(|()| None),
            };
            match said {
                Ok(sent) => {
                    self.taken.try_set(None);
                    self.on_sent.try_run(sent);
                }
                Err(error) => self.toasts.error(error.message()),
            }
            self.saving.try_set(false);
        });
    }
}
