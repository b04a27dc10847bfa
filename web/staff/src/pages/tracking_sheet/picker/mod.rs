//! "Additional photos on tracking page": the gallery in the left panel, what is picked in the right one. A press takes a
//! photo from one to the other. Photos can be added here, and the hero photo chosen.

mod add;
mod peek;
mod tile;

pub(super) use peek::Peek;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use shared::ids::PhotoId;
use ui::components::{Button, ButtonVariant, Icon, IconName, Skeleton, Sorter};

use self::add::AddPhotos;
use self::tile::{GalleryTile, PickedTile};
use super::model::Sheet;
use crate::app::load::Load;
use crate::app::retry::Failure;

/// The picker. Whoever cannot change the link sees what is picked.
#[component]
pub(super) fn Picker(sheet: Sheet, read_only: Signal<bool>) -> impl IntoView {
    let additional_photos = sheet.additional_photos();
    let phase = Memo::new(move |_| {
        additional_photos.gallery.state().with(|state| match state {
            Load::Loading => Load::Loading,
            Load::Ready(gallery) => Load::Ready(gallery.data.is_empty()),
            Load::Failed(error) => Load::Failed(error.clone()),
        })
    });
    let writable = Memo::new(move |_| sheet.staff.writable());
    let retry = Callback::new(move |()| additional_photos.load(sheet.staff.client(), sheet.vehicle_id()));
    let deleted = Memo::new(move |_| sheet.known_link().map_or(0, |link| link.deleted_photo_count));
    // Escape takes away the large preview first, and only then asks to close the sheet.
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && additional_photos.peeked.with_untracked(Option::is_some) {
            event.prevent_default();
            event.stop_propagation();
            additional_photos.peeked.set(None);
        }
    };
    view! {
        <section class="picker" aria-labelledby="picker-title" on:keydown=on_key>
            <h3 id="picker-title" class="sheet__legend">
                "Additional photos on tracking page"
            </h3>
            {move || {
                Some(deleted.get())
                    .filter(|count| *count > 0)
                    .map(|count| {
                        view! {
                            <p class="picker__deleted">
                                <Icon name=IconName::Info />
                                <span>{gone(count)}</span>
                            </p>
                        }
                    })
            }}
            {move || match phase.get() {
                Load::Loading => view! { <Skeleton lines=4 /> }.into_any(),
                Load::Failed(error) => view! { <Failure what="The photos" error on_retry=retry /> }.into_any(),
                Load::Ready(true) => {
                    view! {
                        <p class="picker__none">
                            <Icon name=IconName::Image />
                            <span>
                                "This vehicle has no photos yet. Add some, then pick which ones the customer sees."
                            </span>
                        </p>
                    }
                        .into_any()
                }
                Load::Ready(false) => view! { <Panels sheet read_only /> }.into_any(),
            }}
            {move || {
                additional_photos
                    .failure
                    .get()
                    .map(|sentence| {
                        view! {
                            <p class="picker__failure" role="alert">
                                {sentence}
                            </p>
                        }
                    })
            }}
            <Show when=move || writable.get()>
                <AddPhotos sheet />
            </Show>
            <p class="visually-hidden" role="status">
                {additional_photos.said}
            </p>
        </section>
    }
}

#[component]
fn Panels(sheet: Sheet, read_only: Signal<bool>) -> impl IntoView {
    let additional_photos = sheet.additional_photos();
    let (rest, picked) = (Memo::new(move |_| additional_photos.rest()), Memo::new(move |_| additional_photos.picked()));
    let count = Memo::new(move |_| picked.with(Vec::len));
    let has_rest = Memo::new(move |_| rest.with(|rest| !rest.is_empty()));
    let add_all = Callback::new(move |()| additional_photos.add_all());
    let sorter = Sorter::new(
        Signal::derive(move || !read_only.get()),
        count.into(),
        Callback::new(move |places| additional_photos.shift(places)),
        // Nothing is saved before somebody presses Save options.
        Callback::new(|()| ()),
    );
    let ids = |memo: Memo<Vec<super::additional_photos::Numbered>>| {
        move || memo.with(|photos| photos.iter().map(|numbered| numbered.photo.id.clone()).collect::<Vec<_>>())
    };
    let with_hero = Memo::new(move |_| sheet.options.get().show_photo && additional_photos.hero().is_some());
    view! {
        <p class="picker__help muted">
            {move || if read_only.get() {
                "The photos in the right panel appear on the tracking page in this order."
            } else {
                "Tap or click a photo in the left panel to add it; tap or click one in the right panel to remove it."
            }}
        </p>
        <p id="picker-keys" class="visually-hidden">"The arrow keys, Home and End move the photo."</p>
        <div class="picker__panels">
            <div class="picker__panel" role="group" aria-labelledby="picker-gallery">
                <h4 id="picker-gallery" class="picker__name" tabindex="-1">
                    "Gallery" <span class="picker__count">{move || rest.with(Vec::len)}</span>
                </h4>
                <Show when=move || has_rest.get() && !read_only.get()>
                    <p class="picker__all">
                        <Button variant=ButtonVariant::Ghost icon=IconName::Plus on_press=add_all>"Add all"</Button>
                    </p>
                </Show>
                <ul class="picker__tiles">
                    <For each=ids(rest) key=PhotoId::clone let:id><GalleryTile id sheet read_only/></For>
                </ul>
                {move || rest.with(Vec::is_empty).then(|| view! { <p class="picker__empty">"Every photo is picked."</p> })}
            </div>
            <div class="picker__panel" role="group" aria-labelledby="picker-picked">
                <h4 id="picker-picked" class="picker__name" tabindex="-1">
                    "On the page" <span class="picker__count">{count}</span>
                </h4>
                <ul class="picker__tiles sortable" class:sortable--active=move || sorter.is_active() node_ref=sorter.list()
                    on:pointerdown=move |event| sorter.on_press(&event)
                    on:keydown=move |event| sorter.on_key(&event)>
                    <For each=ids(picked) key=PhotoId::clone let:id><PickedTile id sheet sorter read_only/></For>
                </ul>
                {move || (count.get() == 0).then(|| view! { <p class="picker__empty">"None picked."</p> })}
            </div>
        </div>
        {move || with_hero.get().then(|| view! {
            <p class="picker__hero muted">
                <Icon name=IconName::Star/>
                <span>"The hero photo is shown once, as hero, while Show photo is on."</span>
            </p>
        })}
        <p class="visually-hidden" role="status">{move || sorter.said()}</p>
    }
}

fn gone(count: i64) -> String {
    if count == 1 {
        "1 picked photo was deleted from the gallery, so it is gone from the page.".to_owned()
    } else {
        format!("{count} picked photos were deleted from the gallery, so they are gone from the page.")
    }
}
