//! The larger preview of a photo in the picker. It lies over the preview of the page, or at the top of a phone's screen,
//! and moves nothing.

use leptos::prelude::*;
use ui::components::{Icon, IconName, PhotoFrame, Picture};

use crate::pages::tracking_sheet::additional_photos::{AdditionalPhotos, Numbered};

/// The photo under the pointer or the focus, large.
#[component]
pub fn Peek(additional_photos: AdditionalPhotos) -> impl IntoView {
    let shown = Memo::new(move |_| additional_photos.peeked.get().and_then(|id| additional_photos.find(&id)));
    move || {
        shown.get().map(|Numbered { number, photo }| {
            let hero = photo.is_hero;
            view! {
                <figure class="peek" aria-label="Larger preview">
                    <div class="peek__box">
                        <PhotoFrame picture=Picture::from(&photo) sizes="25rem" alt=format!("Photo {number}") />
                    </div>
                    <figcaption class="peek__caption">
                        {format!("Photo {number}")}
                        {hero
                            .then(|| {
                                view! {
                                    <span class="photo-badge photo-badge--inline">
                                        <Icon name=IconName::Star />
                                        "Hero"
                                    </span>
                                }
                            })}
                    </figcaption>
                </figure>
            }
        })
    }
}
