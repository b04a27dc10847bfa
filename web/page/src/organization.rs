//! Who imports the vehicle, and how to reach them.

use leptos::prelude::*;
use shared::public_tracking::PublicOrganization;
use ui::components::icon::{Glyph, IconName};

use crate::heading::PartHeading;
use crate::voice::Voice;
use crate::words::Word;

pub(super) const MAIL: &str = IconName::Mail.path();
const PHONE: &str = IconName::Phone.path();

/// The organisation at the top of the page.
#[component]
pub fn OrganizationBar(
    /// The organisation.
    organization: PublicOrganization,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let PublicOrganization { name, logo_url, logo_width, logo_height, .. } = organization;
    let [width, height] = [logo_width, logo_height].map(|size| size.unwrap_or_default().to_string());
    let initial = name.chars().find(|character| character.is_alphanumeric()).unwrap_or('•').to_uppercase().to_string();
    // The logo has no alternative text, because the name stands beside it.
    view! {
        <div class="importer">
            {logo_url
                .is_none()
                .then(|| {
                    view! {
                        <span class="importer__mark" aria-hidden="true">
                            {initial}
                        </span>
                    }
                })}
            {logo_url.map(|src| view! { <img class="importer__logo" src=src alt="" width=width height=height /> })}
            <p class="importer__name" dir="auto">
                {name}
            </p> <p class="importer__what">{voice.say(Word::VehicleTracking)}</p>
        </div>
    }
    .into_any()
}

/// How to reach the organisation; nothing when it gave neither address nor number.
#[component]
pub fn Contact(
    /// The organisation.
    organization: PublicOrganization,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let PublicOrganization { name, contact_email, contact_email_url, contact_phone, contact_phone_url, .. } =
        organization;
    let reachable = contact_email.is_some() || contact_phone.is_some();
    let (before, after) = voice.words.around(Word::QuestionsText, "importer");
    let heading = voice.say(Word::Questions);
    let links = [(contact_email, contact_email_url, MAIL), (contact_phone, contact_phone_url, PHONE)];
    reachable.then(|| {
        let links = links.into_iter().filter_map(|(text, url, icon)| {
            text.map(|text| view! { <li>{contact_link("contact__link", icon, text, url)}</li> })
        });
        view! {
            <section class="part part--contact">
                <PartHeading text=heading voice />
                <p class="part__text">{before}<bdi>{name}</bdi>{after}</p>
                <ul class="contact">{links.collect::<Vec<_>>()}</ul>
            </section>
        }
        .into_any()
    })
}

/// The number to call, as a button; nothing where none can be dialled.
pub(super) fn call_button(organization: &PublicOrganization) -> Option<AnyView> {
    let (text, url) = (organization.contact_phone.clone()?, organization.contact_phone_url.clone()?);
    Some(contact_link("hero__call", PHONE, text, Some(url)))
}

/// Without an address it is no link, and its text stays.
pub(super) fn contact_link(class: &'static str, icon: &'static str, text: String, url: Option<String>) -> AnyView {
    view! {
        <a class=class href=url>
            <Glyph path=icon />
            <span dir="auto">{text}</span>
        </a>
    }
    .into_any()
}
