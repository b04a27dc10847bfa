//! The values of the form, how they are filled from the organisation, and the change that they amount to.

use leptos::prelude::*;
use shared::language::in_country;
use shared::link_options::LinkOptions;
use shared::locale::country;
use shared::organization::{Organization, OrganizationUpdate};
use shared::patch::Patch;

use crate::client::ApiError;

/// What is in the fields.
#[derive(Clone, Copy)]
pub(super) struct OrganizationForm {
    pub(super) name: RwSignal<String>,
    pub(super) country: RwSignal<String>,
    /// Empty while the country decides.
    pub(super) locale: RwSignal<String>,
    pub(super) time_zone: RwSignal<String>,
    pub(super) contact_email: RwSignal<String>,
    pub(super) contact_phone: RwSignal<String>,
    pub(super) currency: RwSignal<String>,
    pub(super) link_defaults: RwSignal<LinkOptions>,
    /// One in each line.
    pub(super) allowed_origins: RwSignal<String>,
    pub(super) error: RwSignal<Option<ApiError>>,
}

impl OrganizationForm {
    pub(super) fn of(organization: &Organization) -> Self {
        let text = || RwSignal::new(String::new());
        let form = Self {
            name: text(),
            country: text(),
            locale: text(),
            time_zone: text(),
            contact_email: text(),
            contact_phone: text(),
            currency: text(),
            link_defaults: RwSignal::new(organization.link_defaults),
            allowed_origins: text(),
            error: RwSignal::new(None),
        };
        form.fill(organization);
        form
    }

    pub(super) fn fill(self, organization: &Organization) {
        self.name.set(organization.name.clone());
        self.country.set(organization.country.clone());
        self.locale.set(own_locale(organization));
        self.time_zone.set(organization.time_zone.clone());
        self.contact_email.set(organization.contact_email.clone().unwrap_or_default());
        self.contact_phone.set(organization.contact_phone.clone().unwrap_or_default());
        self.currency.set(organization.currency.clone());
        self.link_defaults.set(organization.link_defaults);
        self.allowed_origins.set(organization.allowed_origins.join("\n"));
        self.error.set(None);
    }

    /// The locale that the fields amount to: the chosen one, else that of the country; reactive.
    pub(super) fn effective_locale(self) -> String {
        let chosen = self.locale.with(|locale| locale.trim().to_owned());
        self.country.with(|code| {
            if chosen.is_empty() {
                country(code).map_or_else(|| "en".to_owned(), |country| country.locale.to_owned())
            } else {
                in_country(&chosen, code)
            }
        })
    }

    /// What was changed, and nothing else: two people who change different things do not undo each other's work.
    pub(super) fn to_update(self, before: &Organization) -> OrganizationUpdate {
        let changed = |field: RwSignal<String>, before: &str| {
            let now = field.with_untracked(|text| text.trim().to_owned());
            (now != before).then_some(now)
        };
        let cleared = |field: RwSignal<String>, before: Option<&str>| match changed(field, before.unwrap_or_default()) {
            None => Patch::Absent,
            Some(text) if text.is_empty() => Patch::Null,
            Some(text) => Patch::Value(text),
        };
        let country = changed(self.country, &before.country);
        let locale = match changed(self.locale, &own_locale(before)) {
            Some(text) if !text.is_empty() => Patch::Value(text),
            // A locale that happens to be the country's may have been chosen: it must not outlive the country.
            Some(_) => Patch::Null,
            None if country.is_some() && own_locale(before).is_empty() => Patch::Null,
            None => Patch::Absent,
        };
        OrganizationUpdate {
            name: changed(self.name, &before.name),
            country,
            locale,
            time_zone: changed(self.time_zone, &before.time_zone),
            contact_email: cleared(self.contact_email, before.contact_email.as_deref()),
            contact_phone: cleared(self.contact_phone, before.contact_phone.as_deref()),
            currency: changed(self.currency, &before.currency),
            link_defaults: self.link_defaults.get_untracked().changed_since(before.link_defaults),
            allowed_origins: Some(self.allowed_origins.with_untracked(|text| words(text)))
                .filter(|origins| *origins != before.allowed_origins),
        }
    }
}

/// The words of a text, each of which should have a line of its own.
fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// The locale that the organisation chose; empty when it is its country's.
fn own_locale(organization: &Organization) -> String {
    let of_country = country(&organization.country).map(|country| country.locale);
    if of_country == Some(organization.locale.as_str()) { String::new() } else { organization.locale.clone() }
}
