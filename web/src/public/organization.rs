//! Who imports the vehicle, and how to reach them.

use leptos::prelude::*;
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
                            <a class="contact__link" href=format!("mailto:{email}")>
                                <Glyph path=MAIL/>
                                <span>{email.clone()}</span>
                            </a>
                        </li>
                    })}
                    {contact_phone.map(|phone| view! {
                        <li>
                            <a class="contact__link" href=format!("tel:{}", dialable(&phone))>
                                <Glyph path=PHONE/>
                                <span dir="ltr">{phone.clone()}</span>
                            </a>
                        </li>
                    })}
                </ul>
            </section>
        }
        .into_any()
    })
}

/// A phone number as `tel:` takes it: digits, and a plus sign in front.
fn dialable(phone: &str) -> String {
    let digits = phone.chars().filter(char::is_ascii_digit);
    let plus = phone.trim_start().starts_with('+').then_some('+');
    plus.into_iter().chain(digits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dialable() {
        assert_eq!(dialable(" +49 (40) 555-0100"), "+49405550100");
        assert_eq!(dialable("040 555 0100"), "0405550100");
    }
}
