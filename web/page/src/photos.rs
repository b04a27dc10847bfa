//! The photos of the page: each in its place before it has arrived, so that nothing moves.

use leptos::prelude::*;
use shared::public_tracking::{HERO_SIZES, PublicPhoto};
use ui::components::placeholder::Placeholder;

use crate::heading::PartHeading;
use crate::voice::Voice;
use crate::words::{Word, put};

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
    pub fn alt(&self, voice: &Voice) -> String {
        let text = match self.index {
            0 => voice.say(Word::PhotoFirst),
            index => voice.words.fill(Word::PhotoOther, "number", &(index + 1).to_string()),
        };
        put(&text, "vehicle", &self.title)
    }
}

/// The hero photo, at the top of the page.
#[component]
pub fn HeroPhoto(
    /// The photo.
    photo: PublicPhoto,
    /// Its place.
    place: Place,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    view! {
        <div class="hero__photo">
            <Shot photo place voice sizes=HERO_SIZES first=true />
        </div>
    }
    .into_any()
}

/// The additional photos, in their order.
#[component]
pub fn Gallery(
    /// The photos.
    photos: Vec<PublicPhoto>,
    /// The place of the first of them.
    first: Place,
    /// How the page speaks.
    voice: Voice,
) -> impl IntoView {
    let heading_voice = voice.clone();
    let heading = voice.say(Word::Photos);
    let tiles = photos.into_iter().enumerate().map(|(offset, photo)| {
        let place = Place { index: first.index + offset, ..first.clone() };
        view! {
            <li class="gallery__tile">
                <Shot photo place voice=voice.clone() sizes=TILE_SIZES />
            </li>
        }
    });
    view! {
        <section class="part part--photos">
            <PartHeading text=heading voice=heading_voice />
            <ul class="gallery">{tiles.collect::<Vec<_>>()}</ul>
        </section>
    }
    .into_any()
}

/// A photo that fills its box, and opens in full where it can.
#[component]
fn Shot(
    photo: PublicPhoto,
    place: Place,
    voice: Voice,
    sizes: &'static str,
    /// Whether it is what the visitor sees first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let number = voice.words.fill(Word::PhotoShow, "number", &(place.index + 1).to_string());
    let label = put(&number, "count", &place.count.to_string());
    let preview = voice.is_preview();
    let alt = place.alt(&voice);
    let failed = voice.say(Word::PhotoFailed);
    view! {
        <button class="shot" type="button" aria-label=label disabled=preview>
            <Picture photo alt failed sizes first />
        </button>
    }
    .into_any()
}

/// The picture itself: colours in its place until it is here, words when it does not come.
#[component]
pub fn Picture(
    /// The photo.
    photo: PublicPhoto,
    /// What it shows.
    alt: String,
    /// What is said when it does not come.
    failed: String,
    /// How wide it is (`sizes` of an HTML image).
    sizes: &'static str,
    /// Whether it is what the visitor sees first.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let PublicPhoto { src, srcset, width, height, placeholder } = photo;
    let (loading, priority) = if first { ("eager", "high") } else { ("lazy", "auto") };
    view! {
        <Placeholder colours=placeholder />
        // The order matters: what decides about the loading comes before what starts it.
        <img
            class="shot__picture"
            loading=loading
            fetchpriority=priority
            decoding="async"
            sizes=sizes
            srcset=srcset
            src=src
            width=width.to_string()
            height=height.to_string()
            alt=alt
        />
        // Shown in the place of a picture that the heart hid, because it did not come.
        <span class="shot__failed">{failed}</span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    #[test]
    fn every_photo_has_words_of_its_own() {
        let voice = Voice::new(catalogue::english(), "en-GB");
        let alt = |index| Place { index, count: 3, title: "2021 Toyota Land Cruiser".into() }.alt(&voice);
        assert_eq!(alt(0), "Photo of 2021 Toyota Land Cruiser");
        assert_eq!(alt(2), "Photo 3 of 2021 Toyota Land Cruiser");
    }
}
