//! The photos of the page: each in its place before it has arrived, so that nothing moves.

use leptos::prelude::*;
use shared::public_tracking::{HERO_SIZES, PublicPhoto};

use super::page::PartHeading;
use crate::components::placeholder::Placeholder;

/// How wide a photo of the gallery is (`sizes` of an HTML image).
const TILE_SIZES: &str = "(min-width: 44rem) 19rem, 48vw";

/// How a photo stands among those of the page.
#[derive(Debug, Clone)]
pub struct Place {
    /// Which one it is, from 0.
    pub index: usize,
    /// How many there are.
    pub count: usize,
    /// What they show.
    pub title: String,
}

impl Place {
    /// What the photo shows, in words.
    pub fn alt(&self) -> String {
        match self.index {
            0 => format!("Photo of {}", self.title),
            index => format!("Photo {} of {}", index + 1, self.title),
        }
    }
}

/// The hero photo, at the top of the page.
#[component]
pub fn HeroPhoto(
    /// The photo.
    photo: PublicPhoto,
    /// Its place.
    place: Place,
    /// Whether the page is a preview, where photos are only looked at.
    preview: bool,
) -> impl IntoView {
    view! {
        <div class="hero__photo">
            <Shot photo place preview sizes=HERO_SIZES first=true/>
        </div>
    }
}

/// The additional photos, in their order.
#[component]
pub fn Gallery(
    /// The photos.
    photos: Vec<PublicPhoto>,
    /// The place of the first of them.
    first: Place,
    /// Whether the page is a preview, where photos are only looked at.
    preview: bool,
) -> impl IntoView {
    let tiles = photos.into_iter().enumerate().map(|(offset, photo)| {
        let place = Place { index: first.index + offset, ..first.clone() };
        view! { <li class="gallery__tile"><Shot photo place preview sizes=TILE_SIZES/></li> }
    });
    view! {
        <section class="part part--photos">
            <PartHeading text="Photos" preview/>
            <ul class="gallery">{tiles.collect::<Vec<_>>()}</ul>
        </section>
    }
}

/// A photo that fills its box, and opens in full where it can.
#[component]
fn Shot(
    photo: PublicPhoto,
    place: Place,
    preview: bool,
    sizes: &'static str,
    /// Whether it is what the visitor sees first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let label = format!("Show photo {} of {}", place.index + 1, place.count);
    let picture = view! { <Picture photo alt=place.alt() sizes first/> };
    view! {
        <button class="shot" type="button" aria-label=label disabled=preview>
            {picture}
        </button>
    }
}

/// The picture itself: colours in its place until it is here, words when it does not come.
#[component]
pub fn Picture(
    /// The photo.
    photo: PublicPhoto,
    /// What it shows.
    alt: String,
    /// How wide it is (`sizes` of an HTML image).
    sizes: &'static str,
    /// Whether it is what the visitor sees first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let PublicPhoto { src, srcset, width, height, placeholder } = photo;
    let (loading, priority) = if first { ("eager", "high") } else { ("lazy", "auto") };
    view! {
        <Placeholder colours=placeholder/>
        // The order matters: what decides about the loading comes before what starts it.
        <img class="shot__picture" loading=loading fetchpriority=priority decoding="async" sizes=sizes srcset=srcset
            src=src width=width.to_string() height=height.to_string() alt=alt/>
        // Shown in the place of a picture that `lightbox::listen` hid, because it did not come.
        <span class="shot__failed">"This photo cannot be shown right now."</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_photo_has_words_of_its_own() {
        let alt = |index| Place { index, count: 3, title: "2021 Toyota Land Cruiser".into() }.alt();
        assert_eq!(alt(0), "Photo of 2021 Toyota Land Cruiser");
        assert_eq!(alt(2), "Photo 3 of 2021 Toyota Land Cruiser");
    }
}
