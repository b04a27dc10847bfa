//! Photos in full, one beside the other in a strip that snaps: fingers swipe and pinch it as the browser has it, keys and
//! buttons move it.

use leptos::ev::KeyboardEvent;
use leptos::html::{Dialog, Div};
use leptos::prelude::*;
use shared::public_tracking::PublicPhoto;

use super::photos::{Picture, Place};
use crate::components::icon::{Glyph, IconName};

const CLOSE: &str = IconName::Close.path();
const CHEVRON: &str = IconName::ChevronDown.path();

/// The dialog with all photos of the page. It holds no picture while it is closed.
#[component]
pub fn Lightbox(
    /// All photos, the hero first.
    photos: Vec<PublicPhoto>,
    /// What they show.
    title: String,
    /// Which one is to be seen; none while it is closed.
    open: RwSignal<Option<usize>>,
) -> impl IntoView {
    let (dialog, strip) = (NodeRef::<Dialog>::new(), NodeRef::<Div>::new());
    let count = photos.len();
    let current = RwSignal::new(0_usize);
    Effect::new(move |_| {
        let (Some(index), Some(dialog), Some(_)) = (open.get(), dialog.get(), strip.get()) else { return };
        if !dialog.open() {
            let _ = dialog.show_modal();
        }
        current.set(index);
        show(strip, index);
    });
    let move_to = move |index: usize| {
        if let Some(strip) = strip.get_untracked() {
            // Opening is at once; from then on the strip glides, unless the visitor wants less motion.
            let _ = strip.class_list().add_1("lightbox__strip--gliding");
        }
        show(strip, index.min(count - 1));
    };
    let on_key = move |event: KeyboardEvent| {
        let index = current.get_untracked();
        let target = match event.key().as_str() {
            "ArrowRight" => index + 1,
            "ArrowLeft" => index.saturating_sub(1),
            "Home" => 0,
            "End" => count,
            _ => return,
        };
        event.prevent_default();
        move_to(target);
    };
    let on_scroll = move |_| {
        let Some(strip) = strip.get_untracked() else { return };
        let width = strip.client_width().max(1);
        // From right to left the distance is negative.
        let index = (strip.scroll_left().abs() + width / 2) / width;
        current.set(usize::try_from(index).unwrap_or_default());
    };
    let slides = StoredValue::new((photos, title.clone()));
    view! {
        <dialog class="lightbox" node_ref=dialog aria-label=format!("Photos of {title}") on:keydown=on_key
            on:close=move |_| open.set(None)>
            <Show when=move || open.get().is_some()>
                <div class="lightbox__strip" node_ref=strip on:scroll=on_scroll>
                    {slides.with_value(|(photos, title)| slides_of(photos, title))}
                </div>
                <p class="lightbox__count" role="status">
                    {move || format!("{} of {count}", current.get() + 1)}
                </p>
                <button class="lightbox__button lightbox__button--close" type="button" aria-label="Close"
                    on:click=move |_| if let Some(dialog) = dialog.get_untracked() { dialog.close() }>
                    <Glyph path=CLOSE/>
                </button>
                <Show when=move || { count > 1 }>
                    <button class="lightbox__button lightbox__button--previous" type="button" aria-label="Previous photo"
                        aria-disabled=move || (current.get() == 0).then_some("true")
                        on:click=move |_| move_to(current.get_untracked().saturating_sub(1))>
                        <Glyph path=CHEVRON/>
                    </button>
                    <button class="lightbox__button lightbox__button--next" type="button" aria-label="Next photo"
                        aria-disabled=move || (current.get() + 1 == count).then_some("true")
                        on:click=move |_| move_to(current.get_untracked() + 1)>
                        <Glyph path=CHEVRON/>
                    </button>
                </Show>
            </Show>
        </dialog>
    }
}

fn slides_of(photos: &[PublicPhoto], title: &str) -> Vec<impl IntoView + use<>> {
    let count = photos.len();
    let slides = photos.iter().cloned().enumerate();
    slides
        .map(|(index, photo)| {
            let place = Place { index, count, title: title.to_owned() };
            view! { <div class="lightbox__slide"><Picture photo alt=place.alt() sizes="100vw"/></div> }
        })
        .collect()
}

/// Brings a slide into view. The strip snaps, so that is where it stays.
fn show(strip: NodeRef<Div>, index: usize) {
    let slides = strip.get_untracked().map(|strip| strip.children());
    let slide = slides.and_then(|slides| slides.item(u32::try_from(index).unwrap_or_default()));
    if let Some(slide) = slide {
        slide.scroll_into_view();
    }
}
