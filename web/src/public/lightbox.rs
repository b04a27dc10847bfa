//! Photos in full, one beside the other in a strip that snaps: fingers swipe and pinch it as the browser has it, keys and
//! buttons move it. Its dialog stands in the document (`web/html/tracking.html`), empty until somebody opens it. It keeps
//! no state of its own: where the strip stands is what is seen.

use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlDialogElement, HtmlElement};

use super::words::put;
use crate::browser;

/// What opens in full: the buttons around the photos of the page, in its order.
const SHOTS: &str = "button.shot";
const PICTURES: &str = "button.shot .shot__picture";

/// Listens to what opens and moves the lightbox.
pub fn listen() {
    let _ = window_event_listener(ev::click, |event| on_click(&event));
    let _ = window_event_listener(ev::keydown, |event| on_key(&event));
    if let Some(window) = browser::window() {
        let on_error = Closure::<dyn Fn(Event)>::new(|event: Event| on_error(&event));
        // What happens to a picture does not bubble; it can be heard on the way down only.
        let callback = on_error.as_ref().unchecked_ref();
        let _ = window.add_event_listener_with_callback_and_bool("error", callback, true);
        on_error.forget();
    }
    if let Some(strip) = strip() {
        let on_scroll = Closure::<dyn Fn()>::new(count_up);
        strip.set_onscroll(Some(on_scroll.as_ref().unchecked_ref()));
        // It listens as long as the document lives.
        on_scroll.forget();
    }
}

/// Closes it and lets go of its pictures.
pub fn close() {
    if let Some(dialog) = dialog() {
        dialog.close();
    }
    for part in [".lightbox__strip", ".lightbox__count"] {
        if let Some(part) = browser::element(part) {
            part.set_text_content(None);
        }
    }
}

/// Hides a picture that did not come; its place then says so.
fn on_error(event: &Event) {
    let picture = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    if let Some(picture) = picture.filter(|picture| picture.class_name() == "shot__picture") {
        picture.set_hidden(true);
    }
}

fn on_click(event: &MouseEvent) {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
    if let Ok(Some(shot)) = target.closest(SHOTS) {
        open(&shot);
    } else if let Ok(Some(button)) = target.closest("[data-step]") {
        step(button.get_attribute("data-step").and_then(|by| by.parse().ok()).unwrap_or_default());
    }
}

/// Opens the lightbox at a photo. The browser gives the focus back when it closes.
fn open(shot: &Element) {
    let (Some(dialog), Some(strip), Some(document)) = (dialog(), strip(), browser::document()) else { return };
    let Ok(pictures) = document.query_selector_all(PICTURES) else { return };
    strip.set_text_content(None);
    let mut opened = 0;
    for index in 0..pictures.length() {
        let Some(picture) = pictures.item(index) else { continue };
        if shot.contains(Some(&picture)) {
            opened = index;
        }
        // The same picture, as wide as the window.
        let Some(copy) = picture.clone_node().ok().and_then(|copy| copy.dyn_into::<Element>().ok()) else { continue };
        let _ = copy.set_attribute("sizes", "100vw");
        let _ = strip.append_child(&copy);
    }
    let _ = dialog.show_modal();
    // Opening is at once; what comes after glides.
    let _ = strip.class_list().remove_1("lightbox__strip--gliding");
    show(&strip, opened);
    count_up();
}

fn on_key(event: &KeyboardEvent) {
    if !dialog().is_some_and(|dialog| dialog.open()) {
        return;
    }
    match event.key().as_str() {
        "ArrowRight" => step(1),
        "ArrowLeft" => step(-1),
        "Home" => step(i32::MIN),
        "End" => step(i32::MAX),
        _ => return,
    }
    event.prevent_default();
}

/// Goes on by so many photos, to the first or the last at most.
fn step(by: i32) {
    let Some(strip) = strip() else { return };
    let _ = strip.class_list().add_1("lightbox__strip--gliding");
    let last = strip.child_element_count().saturating_sub(1);
    show(&strip, position(&strip).saturating_add_signed(by).min(last));
}

/// Says which photo is seen.
fn count_up() {
    let (Some(strip), Some(counter)) = (strip(), browser::element(".lightbox__count")) else { return };
    let (seen, all) = (position(&strip) + 1, strip.child_element_count());
    let text = put(&counter.get_attribute("data-count").unwrap_or_default(), "number", &seen.to_string());
    let text = put(&text, "count", &all.to_string());
    if counter.text_content().as_ref() != Some(&text) {
        counter.set_text_content(Some(&text));
    }
}

fn dialog() -> Option<HtmlDialogElement> {
    browser::element(".lightbox")?.dyn_into().ok()
}

fn strip() -> Option<HtmlElement> {
    browser::element(".lightbox__strip")
}

/// The photo that is seen, from 0.
fn position(strip: &HtmlElement) -> u32 {
    let width = strip.client_width().max(1);
    // From right to left the distance is negative.
    (strip.scroll_left().abs() + width / 2).unsigned_abs() / width.unsigned_abs()
}

/// Brings a photo into view. The strip snaps, so that is where it stays.
fn show(strip: &HtmlElement, index: u32) {
    if let Some(slide) = strip.children().item(index) {
        slide.scroll_into_view();
    }
}
