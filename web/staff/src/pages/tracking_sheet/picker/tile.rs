//! One photo in a panel.

use leptos::prelude::*;
use shared::ids::PhotoId;
use ui::browser;
use ui::components::{Icon, IconName, PhotoFrame, Picture, SortHandle, SortSteps, Sorter};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, PointerEvent};

use crate::pages::tracking_sheet::additional_photos::AdditionalPhotos;
use crate::pages::tracking_sheet::model::Sheet;

/// How wide a tile is: the columns of `picker.css`.
const SIZES: &str = "6rem";

/// A photo in the left panel: a press adds it.
#[component]
pub(super) fn GalleryTile(id: PhotoId, sheet: Sheet, read_only: Signal<bool>) -> impl IntoView {
    let additional_photos = sheet.additional_photos();
    let added = id.clone();
    let press = Callback::new(move |()| additional_photos.add(&added));
    view! {
        <li class="pick">
            <PickButton id=id.clone() additional_photos read_only press verb="Add" />
            <Star id sheet read_only />
        </li>
    }
}

/// A photo in the right panel: a press removes it, its handle moves it.
#[component]
pub(super) fn PickedTile(id: PhotoId, sheet: Sheet, sorter: Sorter, read_only: Signal<bool>) -> impl IntoView {
    let additional_photos = sheet.additional_photos();
    let key = StoredValue::new(id.to_string());
    let stored = StoredValue::new(id.clone());
    let moving = RwSignal::new(false);
    let is_dragged = Memo::new(move |_| key.with_value(|key| sorter.is_dragged(key)));
    let number = Memo::new(move |_| stored.with_value(|id| additional_photos.find(id)).map_or(0, |found| found.number));
    let press = Callback::new(move |()| {
        if sorter.takes_press() {
            additional_photos.remove(&stored.get_value());
        }
    });
    view! {
        <li class="pick" class:sortable__item--dragged=is_dragged data-key=key.get_value()>
            <PickButton id=id.clone() additional_photos read_only press verb="Remove"/>
            <Star id sheet read_only/>
            <Show when=move || !read_only.get()>
                <span class="pick__handle">
                    <SortHandle sorter open=moving described_by="picker-keys"
                        label=Signal::derive(move || format!("Move photo {}", number.get()))/>
                </span>
                <Show when=move || moving.get()>
                    <div class="pick__steps"><SortSteps sorter key=key.get_value()/></div>
                </Show>
            </Show>
        </li>
    }
}

/// Makes a photo the hero photo, at once.
#[component]
fn Star(id: PhotoId, sheet: Sheet, read_only: Signal<bool>) -> impl IntoView {
    let additional_photos = sheet.additional_photos();
    let id = StoredValue::new(id);
    let found = Memo::new(move |_| id.with_value(|id| additional_photos.find(id)));
    let is_hero = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(|found| found.photo.is_hero)));
    let number = Memo::new(move |_| found.with(|found| found.as_ref().map_or(0, |found| found.number)));
    let press = move |_| sheet.set_hero(id.get_value(), !is_hero.get_untracked());
    view! {
        <Show when=move || !read_only.get()>
            <button
                type="button"
                class="button button--icon photo-star pick__star"
                title=move || if is_hero.get() { "This is the hero photo" } else { "Use as hero" }
                aria-label=move || format!("Use photo {} as hero", number.get())
                aria-pressed=move || if is_hero.get() { "true" } else { "false" }
                on:click=press
            >
                <Icon name=IconName::Star />
            </button>
        </Show>
    }
}

/// The picture as a button. Under the pointer, or reached by keyboard, it is shown larger.
#[component]
fn PickButton(
    id: PhotoId,
    additional_photos: AdditionalPhotos,
    read_only: Signal<bool>,
    press: Callback<()>,
    verb: &'static str,
) -> impl IntoView {
    let stored = StoredValue::new(id);
    let found = Memo::new(move |_| stored.with_value(|id| additional_photos.find(id)));
    let is_hero = Memo::new(move |_| found.with(|found| found.as_ref().is_some_and(|found| found.photo.is_hero)));
    let picture = found.with_untracked(|found| found.as_ref().map(|found| Picture::from(&found.photo)));
    let name = move || {
        let number = found.with(|found| found.as_ref().map_or(0, |found| found.number));
        let hero = if is_hero.get() { ", the hero photo" } else { "" };
        if read_only.get() { format!("Photo {number}{hero}") } else { format!("{verb} photo {number}{hero}") }
    };
    let peek = move |shown: bool| {
        additional_photos.peeked.update(|peeked| match (shown, stored.get_value()) {
            (true, id) => *peeked = Some(id),
            (false, id) if peeked.as_ref() == Some(&id) => *peeked = None,
            (false, _) => {}
        });
    };
    let hover = move |event: PointerEvent, over: bool| {
        if event.pointer_type() == "mouse" && event.buttons() == 0 {
            peek(over);
        }
    };
    view! {
        <button
            type="button"
            class="pick__button"
            aria-label=name
            aria-disabled=move || read_only.get().then_some("true")
            on:click=move |event| {
                if !read_only.get_untracked() {
                    hand_focus_on(&event);
                    press.run(());
                }
            }
            on:pointerenter=move |event| hover(event, true)
            on:pointerleave=move |event| hover(event, false)
            on:focus=move |event| {
                if is_reached_by_keyboard(&event) {
                    peek(true);
                }
            }
            on:blur=move |_| peek(false)
        >
            {picture.map(|picture| view! { <PhotoFrame picture sizes=SIZES /> })}
            {move || {
                (is_hero.get() && read_only.get())
                    .then(|| {
                        view! {
                            <span class="photo-badge photo-badge--small" aria-hidden="true">
                                <Icon name=IconName::Star />
                            </span>
                        }
                    })
            }}
        </button>
    }
}

fn is_reached_by_keyboard(event: &web_sys::FocusEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.matches(":focus-visible").unwrap_or_default())
}

/// The button is about to go to the other panel: the focus goes to the photo beside it, else to the panel's name.
fn hand_focus_on(event: &impl AsRef<Event>) {
    let button = event.as_ref().current_target().and_then(|target| target.dyn_into::<Element>().ok());
    let active = browser::document().and_then(|document| document.active_element());
    let Some(item) = button.filter(|button| active.as_ref() == Some(button)).and_then(|button| button.parent_element())
    else {
        return;
    };
    let beside = item.next_element_sibling().or_else(|| item.previous_element_sibling());
    let target = beside.and_then(|item| item.query_selector("button").ok().flatten()).or_else(|| {
        let panel = item.closest(".picker__panel").ok().flatten();
        panel.and_then(|panel| panel.query_selector("h4").ok().flatten())
    });
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        request_animation_frame(move || {
            let _ = target.focus();
        });
    }
}
