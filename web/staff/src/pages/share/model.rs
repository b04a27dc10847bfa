//! What sharing knows: the vehicle, its customer and the URL; and what it keeps: the customer's language, what is written, and that
//! the URL was sent.

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
use super::written::Written;
use crate::app::session::{Staff, use_staff};
use crate::client::Versioned;

/// The URL that is shared.
#[derive(Debug, Clone, Copy)]
pub struct SharedUrl {
    /// The URL, where there is one.
    pub url: Signal<Option<String>>,
    /// That it was sent.
    pub sent: Signal<Option<Sent>>,
    /// Why it does not work now, so that it is not offered for sending.
    pub dead: Signal<Option<&'static str>>,
}

/// Sharing the link of one vehicle.
#[derive(Clone, Copy)]
pub struct Sharing {
    pub(super) staff: Staff,
    toasts: Toasts,
    vehicle_id: StoredValue<VehicleId>,
    pub(super) vehicle: Signal<Option<Vehicle>>,
    pub(super) url: Signal<Option<String>>,
    pub(super) sent: Signal<Option<Sent>>,
    pub(super) dead: Signal<Option<&'static str>>,
    on_sent: Callback<Option<Sent>>,
    on_vehicle: Callback<Versioned<Vehicle>>,
    /// Whether the ways to share are in sight.
    pub(super) open: RwSignal<bool>,
    pub(super) language: RwSignal<String>,
    /// What is written, with the URL.
    pub(super) written: RwSignal<Written>,
    /// The way that was taken, until staff say whether the URL was sent.
    pub(super) taken: RwSignal<Option<SentChannel>>,
    pub(super) saving: RwSignal<bool>,
    /// Why it could not be kept whether the URL was sent, in words.
    pub(super) failure: RwSignal<Option<String>>,
}

impl Sharing {
    /// Of this vehicle, with its URL; what is kept goes to `on_sent` and `on_vehicle`.
    pub fn new(
        vehicle_id: VehicleId,
        vehicle: Signal<Option<Vehicle>>,
        SharedUrl { url, sent, dead }: SharedUrl,
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
            dead,
            on_sent,
            on_vehicle,
            open,
            language: RwSignal::new(String::new()),
            written: RwSignal::new(Written::default()),
            taken: RwSignal::new(None),
            saving: RwSignal::new(false),
            failure: RwSignal::new(None),
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
        Effect::new(move || {
            let (language, url, offered) = self.offered();
            self.written.update(|written| written.follow(&language, &url, offered));
        });
    }

    /// What the app writes in the language that is chosen, with that and the URL; reactive.
    fn offered(self) -> (String, String, String) {
        let url = self.url.get().unwrap_or_default();
        let organization = untrack(|| self.staff.organization()).name;
        let offered = self.message().with_url(&url, &organization);
        (self.language.get(), url, offered)
    }

    /// The language to take the text in, if the one that stands there was changed in another; reactive.
    pub(super) fn other_language(self) -> Option<String> {
        let language = self.language.get();
        self.written.with(|written| written.is_edited() && written.language() != language).then_some(language)
    }

    /// Starts fresh, with the text of the app.
    pub fn start(self) {
        self.failure.set(None);
        self.take_text();
    }

    /// Takes the text of the app in the language that is chosen, in the place of what staff wrote.
    pub(super) fn take_text(self) {
        let (language, url, offered) = untrack(|| self.offered());
        self.written.update(|written| written.take(&language, &url, offered));
    }

    /// Whether a text that staff changed would be lost; also after the part of the page is gone that it stood on.
    pub fn is_unsent(self) -> bool {
        self.written.try_with_untracked(Written::is_unsent) == Some(true)
    }

    /// Whether the ways to share are in sight: not while the URL does not work.
    pub(super) fn in_sight(self) -> Memo<bool> {
        Memo::new(move |_| self.open.get() && self.dead.get().is_none())
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
        let text = self.written.with(|written| written.text().to_owned());
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
        let Some(url) = self.url.get_untracked().filter(|_| self.dead.get_untracked().is_none()) else { return };
        let Message { subject, sentence } = untrack(|| self.message());
        // The system puts the URL below the text.
        let text = self.written.with_untracked(|written| written.is_edited().then(|| written.without_url()));
        let text = text.unwrap_or(sentence);
        spawn_local(async move {
            match browser::share(&subject, &text, &url).await {
                Some(true) => self.hand_on(SentChannel::Other),
                Some(false) => {}
                None => {
                    self.open.try_set(true);
                }
            }
        });
    }

    /// Notes that the text goes to the customer in this way, and asks whether the URL was sent.
    pub(super) fn hand_on(self, channel: SentChannel) {
        self.written.try_update(Written::hand_on);
        self.take_way(channel);
    }

    /// Asks whether the URL was sent in this way.
    pub(super) fn take_way(self, channel: SentChannel) {
        self.failure.try_set(None);
        self.taken.try_set(Some(channel));
    }

    /// Leaves it open whether the URL was sent.
    pub(super) fn put_off(self) {
        self.failure.set(None);
        self.taken.set(None);
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
        self.failure.set(None);
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
                Err(error) => {
                    self.failure.try_set(Some(error.message()));
                }
            }
            self.saving.try_set(false);
        });
    }
}
