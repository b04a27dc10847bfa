//! The page as a whole.

use std::sync::Arc;

use leptos::prelude::*;
use shared::public_tracking::{PublicEtaStatus, PublicStageState, PublicTracking};

use crate::arrival::{Arrival, CALENDAR};
use crate::day::{Checked, Distance};
use crate::notes::Notes;
use crate::organization::{Contact, MAIL, OrganizationBar, call_button, contact_link};
use crate::photos::{Gallery, HeroPhoto, Place};
use crate::progress::Progress;
use crate::voice::Voice;
use crate::words::{Word, Words};

/// Where the links of a page lead. The preview has none.
#[derive(Debug)]
pub struct PageLinks {
    /// To the calendar file with the arrival.
    pub calendar: String,
    /// To the same file for calendars that follow it (`webcal:`).
    pub webcal: String,
    /// To where the customer asks to be told by mail.
    pub subscribe: String,
}

/// The page of one vehicle, as the server writes it into the document and the program draws it.
pub(super) fn main(data: PublicTracking, links: PageLinks, words: &Words) -> AnyView {
    let voice = Voice::new(words.clone(), &data.locale);
    view! { <main class="tracking">{content(data, Some(links), voice)}</main> }.into_any()
}

/// The page inside another one, as what staff see of it: it follows its data.
#[component]
pub fn TrackingPreview(
    /// Everything that it shows.
    data: Signal<Arc<PublicTracking>>,
    /// The words.
    words: Words,
) -> impl IntoView {
    move || {
        let data = Arc::unwrap_or_clone(data.get());
        let voice = Voice::of_preview(words.clone(), &data.locale);
        view! { <div class="tracking tracking--preview">{content(data, None, voice)}</div> }
    }
}

fn content(data: PublicTracking, links: Option<PageLinks>, voice: Voice) -> impl IntoView {
    let PublicTracking {
        organization,
        vehicle,
        hero_photo,
        progress,
        eta,
        notes,
        photos,
        subscribe_by_mail,
        subscribe_by_calendar,
        locale: _,
        time_zone,
        updated_on,
        revision: _,
    } = data;
    let count = usize::from(hero_photo.is_some()) + photos.len();
    let nothing_to_show = progress.is_none() && eta.is_none() && notes.is_none() && count == 0;
    let place = |index| Place { index, count, title: vehicle.title.clone() };
    let (hero_place, first_place) = (place(0), place(usize::from(hero_photo.is_some())));
    let class = match (hero_photo.is_some(), eta.is_some()) {
        (false, false) => "hero",
        (false, true) => "hero hero--with-arrival",
        (true, false) => "hero hero--with-photo",
        (true, true) => "hero hero--with-arrival hero--with-photo",
    };
    let status = progress.as_ref().and_then(|progress| {
        let current = progress.stages.iter().find(|stage| stage.state == PublicStageState::Current)?;
        status_word(&current.key)
    });
    // Whoever may fetch it wants to say when.
    let call = if status == Some(Word::StatusSaleReady) { call_button(&organization) } else { None };
    let status = status.map(|word| voice.say(word));
    let (importer, contact) = (organization.name.clone(), organization.clone());
    let nothing = nothing_to_show.then(|| voice.words.around(Word::NothingToShow, "importer"));
    let nothing_importer = importer.clone();
    let (before, after) = voice.words.around(Word::Updated, "when");
    let each = || voice.clone();
    let (bar, hero, title, arrival, tracker) = (each(), each(), each(), each(), each());
    let (gallery, news, reach, updated) = (each(), each(), each(), each());
    let arrival_zone = time_zone.clone();
    let has_date = eta.as_ref().is_some_and(|eta| eta.status == PublicEtaStatus::Expected);
    let follows = subscribe_by_calendar && has_date;
    let (calendar, subscribe) = match links {
        None => (None, None),
        Some(links) => {
            let offer = (subscribe_by_mail || follows).then(|| {
                let mail = subscribe_by_mail.then(|| link(MAIL, voice.say(Word::SubscribeMail), links.subscribe));
                let webcal = follows.then(|| link(CALENDAR, voice.say(Word::SubscribeCalendar), links.webcal));
                view! {
                    <div class="subscribe">
                        <p>{voice.say(Word::Subscribe)}</p>
                        {mail}
                        {webcal}
                    </div>
                }
            });
            (Some(links.calendar), offer)
        }
    };
    // How fresh the page is stands where the customer looks first.
    let checked = eta.is_none().then(each);
    view! {
        <OrganizationBar organization voice=bar />
        <section class=class>
            <Route />
            {hero_photo.map(|photo| view! { <HeroPhoto photo place=hero_place voice=hero /> })}
            <div class="hero__vehicle">
                <p class="hero__eyebrow">{voice.say(Word::YourVehicle)}</p>
                <Title text=vehicle.title preview=title.is_preview() />
                {status.map(|status| view! { <p class="hero__status">{status}</p> })}
                {call}
                {nothing
                    .map(|(before, after)| {
                        view! { <p class="hero__status">{before}<bdi>{nothing_importer}</bdi>{after}</p> }
                    })}
            </div>
            {eta.map(|eta| view! { <Arrival eta time_zone=arrival_zone calendar voice=arrival /> })}
        </section>
        {progress.map(|progress| view! { <Progress progress voice=tracker /> })}
        {(!photos.is_empty()).then(|| view! { <Gallery photos first=first_place voice=gallery /> })}
        <div class="tracking__columns">
            {notes.map(|notes| view! { <Notes notes importer voice=news /> })}
            <Contact organization=contact voice=reach />
        </div>
        {subscribe}
        {checked
            .map(|voice| {
                view! {
                    <p class="tracking__checked">
                        <Checked voice />
                    </p>
                }
            })}
        <p class="tracking__updated">{before}<Distance date=updated_on time_zone voice=updated />{after}</p>
    }
}

fn link(icon: &'static str, text: String, url: String) -> AnyView {
    contact_link("subscribe__link", icon, text, Some(url))
}

#[component]
fn Title(text: String, preview: bool) -> impl IntoView {
    if preview {
        view! {
            <h3 class="hero__title" dir="auto">
                {text}
            </h3>
        }
        .into_any()
    } else {
        view! {
            <h1 class="hero__title" dir="auto">
                {text}
            </h1>
        }
        .into_any()
    }
}

/// A route between two ports, as decoration.
#[component]
fn Route() -> impl IntoView {
    view! {
        <svg
            class="hero__route"
            viewBox="0 0 640 240"
            preserveAspectRatio="xMaxYMid slice"
            fill="none"
            aria-hidden="true"
            focusable="false"
        >
            <path class="hero__route-line" d="M-20 210C90 60 210 40 330 110S560 190 660 30"></path>
            <path class="hero__route-line" d="M-20 250C110 130 230 110 340 160S580 230 680 90"></path>
            <circle class="hero__route-port" cx="330" cy="110" r="5"></circle>
        </svg>
    }
}

/// The current stage as a sentence. An unknown stage, from a newer server, has none.
fn status_word(stage: &str) -> Option<Word> {
    Some(match stage {
        "purchased" => Word::StatusPurchased,
        "in_transit" => Word::StatusInTransit,
        "arrived" => Word::StatusArrived,
        "preparation" => Word::StatusPreparation,
        "sale_ready" => Word::StatusSaleReady,
        "sold_delivered" => Word::StatusSoldDelivered,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use shared::stage::Stage;

    use super::*;

    #[test]
    fn every_stage_has_its_sentence() {
        for stage in Stage::ALL {
            assert!(status_word(stage.as_str()).is_some(), "{}", stage.as_str());
        }
    }
}
