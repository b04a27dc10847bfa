//! Photos in full, one beside the other in a strip that snaps: fingers swipe and pinch it as the browser has it, keys and
//! buttons move it. Its dialog stands in the document (`web/html/tracking.html`), empty until somebody opens it. It keeps
//! no state of its own: where the strip stands is what is seen. It has an entry in the history, so that Back closes it.

use leptos::ev::{self, KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use ui::browser;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, EventTarget, HtmlDialogElement, HtmlElement};

use crate::overlay;
use crate::words::put;

/// What opens in full: the buttons around the photos of the page, in its order.
const SHOTS: &str = "button.shot";
const PICTURES: &str = "button.shot .shot__picture";

/// The attribute of the dialog that says with which photo it was opened, by its source.
const OPENED: &str = "data-opened";

/// Listens to what opens and moves the lightbox.
pub fn listen() {
    let _ = window_event_listener(ev::click, |event| on_click(&event));
    let _ = window_event_listener(ev::keydown, |event| on_key(&event));
    if let Some(window) = browser::window() {
        hear(&window, "popstate", on_arrival);
        // It may come back from the back-forward cache without what was open in it.
        hear(&window, "pageshow", settle);
    }
    if let (Some(strip), Some(dialog)) = (strip(), dialog()) {
        hear(&strip, "scroll", count_up);
        hear(&dialog, "close", on_close);
    }
    // After a reload it is closed.
    settle();
}

/// It hears this as long as the document lives.
fn hear(target: &EventTarget, event: &str, heard: fn()) {
    let listener = Closure::<dyn Fn()>::new(heard);
    let _ = target.add_event_listener_with_callback(event, listener.as_ref().unchecked_ref());
    listener.forget();
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

/// Goes on with the photos that the page has now, at the one that is seen, and closes where that one is gone. To be called
/// after the page was replaced.
pub fn keep_open() {
    let Some(strip) = strip().filter(|_| is_open()) else { return };
    let seen = strip.children().item(position(&strip)).map(|slide| source(&slide));
    match seen.and_then(|seen| fill(&strip, &seen)) {
        Some(index) => show_at_once(&strip, index),
        None => close(),
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

/// Opens the lightbox at a photo.
fn open(shot: &Element) {
    let (Some(dialog), Some(strip)) = (dialog(), strip()) else { return };
    let Ok(Some(picture)) = shot.query_selector(PICTURES) else { return };
    let opened = source(&picture);
    strip.set_text_content(None);
    let index = fill(&strip, &opened).unwrap_or_default();
    let _ = dialog.set_attribute(OPENED, &opened);
    browser::keep_room_of_scrollbar();
    let _ = dialog.show_modal();
    overlay::enter();
    show_at_once(&strip, index);
}

/// Puts the pictures of the page into the strip, in their order, and says where the wanted one is. Those that are there
/// already are moved, so none loads again.
fn fill(strip: &HtmlElement, wanted: &str) -> Option<u32> {
    let pictures = browser::document()?.query_selector_all(PICTURES).ok()?;
    let mut found = None;
    for index in 0..pictures.length() {
        // It was found by a selector: it is an element, and so is its copy.
        let picture: Element = pictures.item(index)?.unchecked_into();
        let source = source(&picture);
        if source == wanted {
            found = Some(index);
        }
        let there = strip.query_selector(&["[src=\"", &source, "\"]"].concat()).ok().flatten();
        let slide = there.or_else(|| Some(picture.clone_node().ok()?.unchecked_into()))?;
        // The same picture, as wide as the window.
        let _ = slide.set_attribute("sizes", "100vw");
        let _ = strip.append_child(&slide);
    }
    // What the page has no more was not moved, so it stands in front.
    while strip.child_element_count() > pictures.length() {
        strip.first_element_child()?.remove();
    }
    found
}

/// What tells one picture from another.
fn source(picture: &Element) -> String {
    picture.get_attribute("src").unwrap_or_default()
}

/// The button of the photo takes the focus, also where the page was replaced meanwhile and the browser has nothing to give it
/// back to.
fn on_close() {
    let opened = dialog().and_then(|dialog| dialog.get_attribute(OPENED)).unwrap_or_default();
    browser::focus(&["button.shot:has([src=\"", &opened, "\"])"].concat());
    settle();
}

/// The tab has come to another entry of its history.
fn on_arrival() {
    let expected = overlay::arrive();
    if overlay::is_entered() {
        settle();
    } else if is_open() {
        // Either somebody went back, or it was opened again before the entry of the last time was left.
        if expected { overlay::enter() } else { close() }
    }
}

/// Leaves the entry in the history of a lightbox that is closed.
fn settle() {
    if !is_open() {
        overlay::leave();
    }
}

fn on_key(event: &KeyboardEvent) {
    if !is_open() {
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

fn is_open() -> bool {
    dialog().is_some_and(|dialog| dialog.open())
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

/// Brings a photo into view without gliding there: what comes after glides.
fn show_at_once(strip: &HtmlElement, index: u32) {
    let _ = strip.class_list().remove_1("lightbox__strip--gliding");
    show(strip, index);
    count_up();
}

/// Brings a photo into view. The strip snaps, so that is where it stays.
fn show(strip: &HtmlElement, index: u32) {
    if let Some(slide) = strip.children().item(index) {
        slide.scroll_into_view();
    }
}
