//! A photo in its frame: the placeholder first, the picture over it as soon as it is here, words when it cannot be had.

use leptos::prelude::*;
use shared::photo::Photo;

use crate::components::icon::{Icon, IconName};
use crate::components::placeholder::Placeholder;

/// Wide enough for a browser that knows no `srcset`.
const FALLBACK_WIDTH: u32 = 640;

/// What it takes to draw a photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    src: String,
    srcset: String,
    width: i64,
    height: i64,
    placeholder: String,
}

impl From<&Photo> for Picture {
    fn from(photo: &Photo) -> Self {
        let Photo { urls, width, height, placeholder, .. } = photo;
        let fallback = urls.range(FALLBACK_WIDTH..).next().or_else(|| urls.last_key_value());
        let src = fallback.map(|(_, url)| url.clone()).unwrap_or_default();
        let sizes: Vec<_> = urls.iter().map(|(width, url)| format!("{url} {width}w")).collect();
        Self { src, srcset: sizes.join(", "), width: *width, height: *height, placeholder: placeholder.clone() }
    }
}

/// A photo that fills the box it stands in. The box decides about the size and what is cut off.
#[component]
pub fn PhotoFrame(
    /// The photo.
    picture: Picture,
    /// How wide the box is (`sizes` of an image).
    sizes: &'static str,
    /// What it shows, for who does not see it; empty where the control around it has a name.
    #[prop(optional, into)]
    alt: String,
    /// Whether the whole photo is shown, whatever its shape, and at once.
    #[prop(optional)]
    whole: bool,
) -> impl IntoView {
    let Picture { src, srcset, width, height, placeholder } = picture;
    let failed = RwSignal::new(false);
    view! {
        <span class="photo-frame" class:photo-frame--whole=whole>
            {(!whole).then(|| view! { <Placeholder colours=placeholder/> })}
            <img class="photo-frame__picture" loading=if whole { "eager" } else { "lazy" } decoding="async" draggable="false" sizes=sizes srcset=srcset
                src=src width=width.to_string() height=height.to_string() alt=alt hidden=failed
                on:error=move |_| failed.set(true)/>
            {move || failed.get().then(|| view! {
                <span class="photo-frame__failed"><Icon name=IconName::Image/><span>"Could not be loaded"</span></span>
            })}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use shared::ids::PhotoId;
    use shared::time::Timestamp;

    use super::*;

    #[test]
    fn the_browser_chooses_among_all_sizes() {
        let photo = |widths: &[u32]| Photo {
            id: PhotoId::from_u128(1),
            position: 1,
            is_hero: false,
            width: 1000,
            height: 750,
            placeholder: String::new(),
            urls: widths.iter().map(|width| (*width, format!("/p?width={width}"))).collect(),
            capture_time: None,
            created_at: Timestamp::parse("2026-05-01T00:00:00Z").unwrap(),
            warnings: Vec::new(),
        };
        let picture = Picture::from(&photo(&[320, 640, 1000]));
        assert_eq!(picture.src, "/p?width=640");
        assert_eq!(picture.srcset, "/p?width=320 320w, /p?width=640 640w, /p?width=1000 1000w");
        assert_eq!(Picture::from(&photo(&[200])).src, "/p?width=200");
    }
}
