//! A photo, large, with the way to the ones beside it.

use leptos::ev;
use leptos::prelude::*;
use shared::ids::PhotoId;
use shared::photo::Photo;
use ui::components::{Button, Dialog, DialogVariant, IconName, PhotoFrame, Picture};

use super::model::Gallery;
use super::rights::Rights;

/// Shows the photo that is named, until nothing is.
#[component]
pub(super) fn Viewer(gallery: Gallery, viewed: RwSignal<Option<PhotoId>>, rights: Rights) -> impl IntoView {
    let open = RwSignal::new(false);
    // The photo with its place; nothing once it was deleted.
    let current = Memo::new(move |_| {
        let (id, photos) = (viewed.get()?, gallery.photos());
        photos.into_iter().enumerate().find(|(_, photo)| photo.id == id)
    });
    let count = Memo::new(move |_| gallery.photos().len());
    Effect::new(move || open.set(current.with(Option::is_some)));
    Effect::new(move || {
        if !open.get() {
            viewed.set(None);
        }
    });
    let go = move |ahead: bool| {
        let photos = untrack(|| gallery.photos());
        let Some((index, _)) = current.get_untracked() else { return };
        let next = if ahead { index + 1 } else { index.wrapping_sub(1) };
        if let Some(Photo { id, .. }) = photos.into_iter().nth(next) {
            viewed.set(Some(id));
        }
    };
    let keys = window_event_listener(ev::keydown, move |event| {
        if open.try_get_untracked() == Some(true) {
            match event.key().as_str() {
                "ArrowLeft" => go(false),
                "ArrowRight" => go(true),
                _ => {}
            }
        }
    });
    on_cleanup(move || keys.remove());
    let index = Memo::new(move |_| current.with(|current| current.as_ref().map_or(0, |(index, _)| *index)));
    let is_hero = Memo::new(move |_| current.with(|current| current.as_ref().is_some_and(|(_, photo)| photo.is_hero)));
    let title = Signal::derive(move || {
        let hero = if is_hero.get() { " · Hero" } else { "" };
        let capture_time = current.with(|current| current.as_ref().and_then(|(_, photo)| photo.capture_time));
        let taken =
            capture_time.map(|time| format!(" · Taken {}", gallery.vehicle.staff().formats().capture_time(time)));
        format!("Photo {} of {}{hero}{}", index.get() + 1, count.get(), taken.unwrap_or_default())
    });
    let choose = Callback::new(move |()| {
        if let Some((_, photo)) = current.get_untracked() {
            gallery.set_hero(photo.id, true);
        }
    });
    let footer = move || {
        view! {
            <Button
                icon=IconName::ArrowLeft
                disabled=Signal::derive(move || index.get() == 0)
                on_press=Callback::new(move |()| go(false))
            >
                "Previous"
            </Button>
            <Button
                icon=IconName::ArrowRight
                disabled=Signal::derive(move || index.get() + 1 >= count.get())
                on_press=Callback::new(move |()| go(true))
            >
                "Next"
            </Button>
            <Show when=move || rights.change.get() && !is_hero.get()>
                <Button icon=IconName::Star on_press=choose>
                    "Make hero photo"
                </Button>
            </Show>
        }
    };
    // Only another photo is another picture: whether it is the hero photo changes nothing about it.
    let picture = Memo::new(move |_| current.with(|current| current.as_ref().map(|(_, photo)| Picture::from(photo))));
    view! {
        <Dialog open title variant=DialogVariant::Picture footer=footer>
            <div class="photo-viewer">
                {move || {
                    picture
                        .get()
                        .map(|picture| {
                            let alt = format!("Photo {}", index.get_untracked() + 1);
                            view! { <PhotoFrame picture sizes="(min-width: 80rem) 76rem, 96vw" alt whole=true /> }
                        })
                }}
            </div>
        </Dialog>
    }
}
