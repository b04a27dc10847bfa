//! Who imports the vehicle, and how to reach them.

use leptos::prelude::*;
use shared::contact::{mailto, tel};
use shared::public_tracking::PublicOrganization;

use super::Voice;
use super::page::PartHeading;
use super::words::Word;
use crate::components::icon::{Glyph, IconName};

const MAIL: &str = IconName::Mail.path();
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
    view! {
        <div class="importer">
            {logo_url.is_none().then(|| view! { <span class="importer__mark" aria-hidden="true">{initial}</span> })}
            // The name stands beside it.
            {logo_url.map(|src| view! { <img class="importer__logo" src=src alt="" width=width height=height/> })}
            <p class="importer__name" dir="auto">{name}</p>
            <p class="importer__what">{voice.say(Word::VehicleTracking)}</p>
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
    let PublicOrganization { name, contact_email, contact_phone, .. } = organization;
    let reachable = contact_email.is_some() || contact_phone.is_some();
    let (before, after) = voice.words.around(Word::QuestionsText, "importer");
    let heading = voice.say(Word::Questions);
    reachable.then(|| {
        view! {
            <section class="part part--contact">
                <PartHeading text=heading voice/>
                <p class="part__text">{before}<bdi>{name}</bdi>{after}</p>
                <ul class="contact">
                    {contact_email.map(|email| view! {
                        <li>
                            <a class="contact__link" href=mailto(&email)>
                                <Glyph path=MAIL/>
                                <span>{email.clone()}</span>
                            </a>
                        </li>
                    })}
                    {contact_phone.map(|phone| view! {
                        <li><PhoneLink phone class="contact__link"/></li>
                    })}
                </ul>
            </section>
        }
        .into_any()
    })
}

/// A number that can be dialled, as a link; where none can, the text alone.
#[component]
pub fn PhoneLink(
    /// As the organisation wrote it.
    phone: String,
    /// Of the link.
    class: &'static str,
) -> impl IntoView {
    match tel(&phone) {
        Some(uri) => view! { <a class=class href=uri><Glyph path=PHONE/><span dir="ltr">{phone}</span></a> }.into_any(),
        None => view! { <p class="contact__text"><Glyph path=PHONE/><span dir="auto">{phone}</span></p> }.into_any(),
    }
}
