//! The photos of a vehicle: upload, order, hero photo, delete. What customers see of them is set in the tracking link
//! sheet.

mod add;
mod model;
mod order;
mod rights;
pub mod sending;
mod tile;
mod viewer;

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use shared::ids::PhotoId;
use ui::components::{Button, ButtonVariant, DropZone, Icon, IconName, Sorter};
use wasm_bindgen::JsCast;
use web_sys::Element;

use self::add::{AddButtons, Empty};
use self::model::Gallery;
use self::rights::Rights;
use self::sending::SendingList;
use self::tile::Tile;
use self::viewer::Viewer;
use super::open::OpenVehicle;
use crate::app::load::Load;
use crate::app::retry::Failure;
use crate::app::uploads::queue::Uploads;

/// A first look: so many tiles take the same room in every gallery, so that nothing jumps when they come.
const FIRST_LOOK: usize = 4;

/// The gallery.
#[component]
pub fn Photos(vehicle: OpenVehicle) -> impl IntoView {
    let (gallery, uploads, rights) = (Gallery::new(vehicle), Uploads::expect(), Rights::of(vehicle));
    // What has arrived is shown in the gallery; once all is here, in the order in which it was chosen.
    Effect::new(move |before: Option<usize>| {
        let arrived = uploads.arrived(&vehicle.id());
        if before.is_some_and(|before| before != arrived.len()) {
            let all_here = !untrack(|| uploads.is_busy(&vehicle.id()));
            gallery.take_in(if all_here { &arrived } else { &[] });
        }
        arrived.len()
    });
    let phase = Memo::new(move |_| {
        gallery.loader.state().with(|state| match state {
            Load::Loading => Load::Loading,
            Load::Ready(gallery) => Load::Ready(gallery.data.len()),
            Load::Failed(error) => Load::Failed(error.clone()),
        })
    });
    let on_files = Callback::new(move |files| uploads.add(&vehicle.id(), files));
    let locked = Memo::new(move |_| rights.delete.get() && !rights.change.get());
    view! {
        <DropZone
            class="photos card"
            labelled_by="vehicle-photos"
            invitation="Drop to add to this vehicle"
            enabled=rights.change
            takes_pasted=true
            on_files
        >
            <header class="photos__header">
                <div class="photos__heading">
                    <h2 id="vehicle-photos" tabindex="-1">
                        "Photos"
                    </h2>
                    <p class="photos__fact">
                        <Fact gallery rights />
                    </p>
                </div>
                <Show when=move || rights.change.get()>
                    <AddButtons vehicle />
                </Show>
            </header>
            {move || {
                locked
                    .get()
                    .then(|| {
                        view! {
                            <p class="photos__locked">
                                "The subscription is inactive: photos can be deleted, but not added or changed until billing is repaired."
                            </p>
                        }
                    })
            }}
            <SendingList vehicle=vehicle.id />
            {move || match phase.get() {
                Load::Loading => view! { <Waiting rights /> }.into_any(),
                Load::Failed(error) => {
                    let on_retry = Callback::new(move |()| gallery.reload());
                    view! { <Failure what="The photos" error on_retry /> }.into_any()
                }
                Load::Ready(0) => view! { <Empty vehicle rights /> }.into_any(),
                Load::Ready(_) => view! { <Tiles gallery rights /> }.into_any(),
            }}
            <p class="visually-hidden" role="status">
                {gallery.said}
            </p>
        </DropZone>
    }
}

/// How many there are, and what is missing: the choice of the hero photo is easily forgotten.
#[component]
fn Fact(gallery: Gallery, rights: Rights) -> impl IntoView {
    let fact = Memo::new(move |_| {
        let photos = gallery.photos();
        (photos.len(), photos.iter().any(|photo| photo.is_hero))
    });
    move || match fact.get() {
        (0, _) => "\u{a0}".into_any(),
        (_, false) if rights.change.get() => view! {
            <span class="photos__hint">
                <Icon name=IconName::Star />
                "No hero photo yet. Star the photo customers see first."
            </span>
        }
        .into_any(),
        (1, _) => "1 photo".into_any(),
        (count, true) => format!("{count} photos. The one marked Hero is what customers see first.").into_any(),
        (count, false) => format!("{count} photos").into_any(),
    }
}

#[component]
fn Tiles(gallery: Gallery, rights: Rights) -> impl IntoView {
    let viewed = RwSignal::new(None::<PhotoId>);
    let all = RwSignal::new(false);
    let total = Memo::new(move |_| gallery.photos().len());
    let shown = Memo::new(move |_| {
        let count = if all.get() { usize::MAX } else { FIRST_LOOK };
        gallery.photos().into_iter().take(count).map(|photo| photo.id).collect::<Vec<_>>()
    });
    let sorter = Sorter::new(
        rights.change,
        total.into(),
        Callback::new(move |places| gallery.move_photo(places)),
        Callback::new(move |()| gallery.save_order()),
    );
    // Whoever is about to move a photo by keys needs all places.
    let reveal = move |event: FocusEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.matches("[data-handle]:focus-visible").unwrap_or_default()) {
            all.set(true);
        }
    };
    view! {
        <p id="photos-keys" class="visually-hidden">"The arrow keys, Home and End move the photo."</p>
        <ul class="photos__tiles sortable" class:sortable--active=move || sorter.is_active() node_ref=sorter.list()
            aria-label="Photos in their order"
            on:pointerdown=move |event| sorter.on_press(&event)
            on:keydown=move |event| sorter.on_key(&event)
            on:focusin=reveal
        >
            <For each=move || shown.get() key=PhotoId::clone let:id>
                <Tile id gallery sorter rights viewed/>
            </For>
        </ul>
        <p class="visually-hidden" role="status">{move || sorter.said()}</p>
        {move || (total.get() > FIRST_LOOK).then(|| view! { <More total all/> })}
        <SortByTime gallery rights/>
        <Viewer gallery viewed rights/>
    }
}

/// Opens and closes the rest of a large gallery.
#[component]
fn More(total: Memo<usize>, all: RwSignal<bool>) -> impl IntoView {
    let toggle = Callback::new(move |()| all.update(|all| *all = !*all));
    view! {
        <p class="photos__more">
            <Button variant=ButtonVariant::Ghost on_press=toggle>
                {move || {
                    if all.get() { "Show fewer photos".to_owned() } else { format!("Show all {} photos", total.get()) }
                }}
            </Button>
        </p>
    }
}

/// Offers the order in which the photos were taken, where that is another one.
#[component]
fn SortByTime(gallery: Gallery, rights: Rights) -> impl IntoView {
    let is_offered = Memo::new(move |_| rights.change.get() && gallery.has_capture_order());
    view! {
        <Show when=move || is_offered.get()>
            <p class="photos__more">
                <Button
                    variant=ButtonVariant::Ghost
                    icon=IconName::Clock
                    on_press=Callback::new(move |()| gallery.sort_by_capture_time())
                >
                    "Sort by time taken"
                </Button>
            </p>
        </Show>
    }
}

#[component]
fn Waiting(rights: Rights) -> impl IntoView {
    // As high as the tiles that come: with what can be done below them.
    let tile = || view! { <li class="photos__waiting" class:photos__waiting--bar=rights.delete></li> };
    view! {
        <p class="visually-hidden" role="status">
            "Loading"
        </p>
        <ul class="photos__tiles" aria-hidden="true">
            {(0..FIRST_LOOK).map(|_| tile()).collect_view()}
        </ul>
    }
}
