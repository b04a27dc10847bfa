//! One photo of the gallery and what can be done with it.

use leptos::prelude::*;
use shared::ids::PhotoId;
use ui::browser;
use ui::components::{Button, ButtonVariant, Icon, IconName, PhotoFrame, Picture, SortHandle, SortSteps, Sorter};

use super::model::Gallery;
use super::rights::Rights;

/// How wide a tile is: the columns of `photos.css`.
const SIZES: &str = "(min-width: 60rem) 11rem, (min-width: 40rem) 22vw, 44vw";

/// A tile: a press opens the photo large; below it stand the handle, the star and Delete.
#[component]
pub(super) fn Tile(
    id: PhotoId,
    gallery: Gallery,
    sorter: Sorter,
    rights: Rights,
    viewed: RwSignal<Option<PhotoId>>,
) -> impl IntoView {
    let stored = StoredValue::new(id.clone());
    let photo = Memo::new(move |_| stored.with_value(|id| gallery.photos().into_iter().find(|photo| photo.id == *id)));
    let place = Memo::new(move |_| stored.with_value(|id| gallery.place(id)).unwrap_or_default());
    let is_hero = Memo::new(move |_| photo.with(|photo| photo.as_ref().is_some_and(|photo| photo.is_hero)));
    let picture = photo.with_untracked(|photo| photo.as_ref().map(Picture::from));
    let moving = RwSignal::new(false);
    let key = id.to_string();
    let dragged_key = key.clone();
    let is_dragged = Memo::new(move |_| sorter.is_dragged(&dragged_key));
    let open = move |_| {
        if sorter.takes_press() {
            viewed.set(Some(stored.get_value()));
        }
    };
    let name = move || {
        let hero = if is_hero.get() { ", the hero photo" } else { "" };
        format!("Open photo {}{hero}", place.get())
    };
    view! {
        <li class="photo-tile" class:photo-tile--hero=is_hero class:sortable__item--dragged=is_dragged data-key=key.clone()>
            <button type="button" class="photo-tile__open" aria-label=name on:click=open>
                {picture.map(|picture| view! { <PhotoFrame picture sizes=SIZES/> })}
            </button>
            {move || is_hero.get().then(|| view! {
                <span class="photo-badge" aria-hidden="true"><Icon name=IconName::Star/>"Hero"</span>
            })}
            <Show when=move || moving.get() && rights.change.get()>
                <div class="photo-tile__steps"><SortSteps sorter key=stored.with_value(PhotoId::to_string) to_ends=true/></div>
            </Show>
            <Bar stored gallery sorter rights place is_hero moving/>
        </li>
    }
}

#[component]
fn Bar(
    stored: StoredValue<PhotoId>,
    gallery: Gallery,
    sorter: Sorter,
    rights: Rights,
    place: Memo<usize>,
    is_hero: Memo<bool>,
    moving: RwSignal<bool>,
) -> impl IntoView {
    let delete = Callback::new(move |()| {
        let id = stored.get_value();
        focus_neighbour(id.as_str());
        gallery.delete(id);
    });
    view! {
        <Show when=move || rights.change.get() || rights.delete.get()>
            <div class="photo-tile__bar">
                <Show when=move || rights.change.get()>
                    <SortHandle
                        sorter
                        open=moving
                        described_by="photos-keys"
                        label=Signal::derive(move || format!("Move photo {}", place.get()))
                    />
                    <HeroStar
                        is_hero
                        place
                        on_press=Callback::new(move |()| {
                            gallery.set_hero(stored.get_value(), !is_hero.get_untracked());
                        })
                    />
                </Show>
                {move || {
                    view! {
                        <Button
                            variant=ButtonVariant::GhostDanger
                            icon=IconName::Trash
                            on_press=delete
                            label=format!("Delete photo {}", place.get())
                        />
                    }
                }}
            </div>
        </Show>
    }
}

/// A star that is filled for the hero photo.
#[component]
fn HeroStar(is_hero: Memo<bool>, place: Memo<usize>, on_press: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="button button--ghost button--icon photo-star"
            title=move || if is_hero.get() { "This is the hero photo" } else { "Make it the hero photo" }
            aria-label=move || format!("Hero photo: photo {}", place.get())
            aria-pressed=move || if is_hero.get() { "true" } else { "false" }
            on:click=move |_| on_press.run(())
        >
            <Icon name=IconName::Star />
        </button>
    }
}

/// A photo that goes hands the focus to its neighbour, else to the heading.
fn focus_neighbour(key: &str) {
    let next = format!("[data-key=\"{key}\"] + .photo-tile .photo-tile__open");
    let previous = format!(".photo-tile:has(+ [data-key=\"{key}\"]) .photo-tile__open");
    let target = [next.as_str(), previous.as_str(), "#vehicle-photos"].into_iter().find_map(browser::element);
    if let Some(target) = target {
        let _ = target.focus();
    }
}
