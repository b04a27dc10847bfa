//! The page as a whole.

use leptos::prelude::*;
use shared::public_tracking::{PublicStageState, PublicTracking};

use super::arrival::Arrival;
use super::notes::Notes;
use super::organization::{Contact, OrganizationBar};
use super::photos::{Gallery, HeroPhoto, Place};
use super::progress::Progress;
use crate::format;

/// The tracking page of one vehicle: what the customer sees, and what staff see as the preview.
#[component]
pub fn TrackingPage(
    /// Everything that it shows.
    #[prop(into)]
    data: Signal<PublicTracking>,
    /// Whether it stands inside another page, as its preview: then it has no landmarks and no first-level heading.
    #[prop(optional)]
    preview: bool,
) -> impl IntoView {
    move || {
        let content = content(data.get(), preview);
        if preview {
            view! { <div class="tracking tracking--preview">{content}</div> }.into_any()
        } else {
            view! { <main class="tracking">{content}</main> }.into_any()
        }
    }
}

fn content(data: PublicTracking, preview: bool) -> impl IntoView {
    let PublicTracking {
        organization,
        vehicle,
        hero_photo,
        progress,
        eta,
        notes,
        photos,
        locale,
        time_zone: _,
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
        status_line(&current.key)
    });
    let (importer, contact) = (organization.name.clone(), organization.clone());
    let (arrival_locale, notes_locale) = (locale.clone(), locale.clone());
    let updated_text = format::date(updated_on, &locale);
    view! {
        <OrganizationBar organization/>
        <section class=class>
            <Route/>
            {hero_photo.map(|photo| view! { <HeroPhoto photo place=hero_place preview/> })}
            <div class="hero__vehicle">
                <p class="hero__eyebrow">"Your vehicle"</p>
                <Title text=vehicle.title preview/>
                {status.map(|status| view! { <p class="hero__status">{status}</p> })}
                {nothing_to_show.then(|| view! {
                    <p class="hero__status">
                        <bdi>{importer.clone()}</bdi>
                        " is looking after it. There is no more to show here right now; look in again later."
                    </p>
                })}
            </div>
            {eta.map(|eta| view! { <Arrival eta locale=arrival_locale preview/> })}
        </section>
        {progress.map(|progress| view! { <Progress progress preview/> })}
        {(!photos.is_empty()).then(|| view! { <Gallery photos first=first_place preview/> })}
        <div class="tracking__columns">
            {notes.map(|notes| view! { <Notes notes locale=notes_locale importer preview/> })}
            <Contact organization=contact preview/>
        </div>
        <p class="tracking__updated">
            "Updated on "
            <time datetime=updated_on.to_string() lang=locale.clone()><bdi>{updated_text}</bdi></time>
        </p>
    }
}

/// The heading of a part: one level lower inside another page.
#[component]
pub fn PartHeading(
    /// Its words.
    #[prop(into)]
    text: String,
    /// Its class.
    #[prop(default = "part__title")]
    class: &'static str,
    /// Whether the page is a preview.
    preview: bool,
) -> impl IntoView {
    if preview {
        view! { <h4 class=class>{text}</h4> }.into_any()
    } else {
        view! { <h2 class=class>{text}</h2> }.into_any()
    }
}

#[component]
fn Title(text: String, preview: bool) -> impl IntoView {
    if preview {
        view! { <h3 class="hero__title" dir="auto">{text}</h3> }.into_any()
    } else {
        view! { <h1 class="hero__title" dir="auto">{text}</h1> }.into_any()
    }
}

/// A route between two ports, as decoration.
#[component]
fn Route() -> impl IntoView {
    view! {
        <svg class="hero__route" viewBox="0 0 640 240" preserveAspectRatio="xMaxYMid slice" fill="none" aria-hidden="true"
            focusable="false">
            <path class="hero__route-line" d="M-20 210C90 60 210 40 330 110S560 190 660 30"></path>
            <path class="hero__route-line" d="M-20 250C110 130 230 110 340 160S580 230 680 90"></path>
            <circle class="hero__route-port" cx="330" cy="110" r="5"></circle>
        </svg>
    }
}

/// The current stage as a sentence. An unknown stage, from a newer server, has none.
fn status_line(stage: &str) -> Option<&'static str> {
    Some(match stage {
        "purchased" => "It has been purchased and will be shipped next.",
        "in_transit" => "It is on its way to you.",
        "arrived" => "It has arrived in its destination country.",
        "preparation" => "It is being prepared for you.",
        "sale_ready" => "It is ready.",
        "sold_delivered" => "Its journey is complete. Enjoy the drive.",
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
            assert!(status_line(stage.as_str()).is_some(), "{}", stage.as_str());
        }
    }
}
