//! Where the items of a list stand, and how they glide to another place.

use std::collections::HashMap;

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, HtmlUListElement};

use crate::browser;

const GLIDE_MS: f64 = 180.0;

/// Where each item stands in its list, by key.
pub(super) type Places = HashMap<String, (i32, i32)>;

/// The items, in the order of the document.
pub(super) fn items(list: &HtmlUListElement) -> Vec<HtmlElement> {
    let children = list.children();
    let items = (0..children.length()).filter_map(|index| children.item(index)?.dyn_into::<HtmlElement>().ok());
    items.filter(|item| item.has_attribute("data-key")).collect()
}

/// The place of the item with this key.
pub(super) fn position(items: &[HtmlElement], key: &str) -> Option<usize> {
    items.iter().position(|item| key_of(item).as_deref() == Some(key))
}

/// How many items stand in the first row.
pub(super) fn columns(items: &[HtmlElement]) -> usize {
    let top = items.first().map(HtmlElement::offset_top);
    items.iter().take_while(|item| Some(item.offset_top()) == top).count().max(1)
}

/// Where the items stand, whatever moves over the screen at the moment.
pub(super) fn places(items: &[HtmlElement]) -> Places {
    items.iter().filter_map(|item| Some((key_of(item)?, (item.offset_left(), item.offset_top())))).collect()
}

/// The place whose box holds this point of the list.
pub(super) fn place_at(items: &[HtmlElement], x: i32, y: i32) -> Option<usize> {
    items.iter().position(|item| {
        let (left, top) = (item.offset_left(), item.offset_top());
        (left..left + item.offset_width()).contains(&x) && (top..top + item.offset_height()).contains(&y)
    })
}

/// Lets the items that changed their place glide there, except the one under the pointer; answers where they stand.
pub(super) fn glide(list: &HtmlUListElement, before: &Places, except: Option<&str>) -> Places {
    let items = items(list);
    let now = places(&items);
    for item in items {
        let Some(key) = key_of(&item).filter(|key| Some(key.as_str()) != except) else { continue };
        if let (Some((old_x, old_y)), Some((x, y))) = (before.get(&key), now.get(&key)) {
            glide_from(&item, old_x - x, old_y - y);
        }
    }
    now
}

/// Lets an item glide to its place from so far away.
pub(super) fn glide_from(item: &HtmlElement, x: i32, y: i32) {
    if (x, y) == (0, 0) || wants_no_motion() {
        return;
    }
    let frame = |x: i32, y: i32| {
        let frame = Object::new();
        let _ = Reflect::set(&frame, &JsValue::from_str("translate"), &JsValue::from_str(&format!("{x}px {y}px")));
        frame
    };
    let frames = Array::of2(&frame(x, y), &frame(0, 0));
    // The bindings call it unstable; every browser has it.
    let animate = Reflect::get(item, &JsValue::from_str("animate")).ok().and_then(|it| it.dyn_into::<Function>().ok());
    if let Some(animate) = animate {
        let _ = animate.call2(item, &frames, &JsValue::from_f64(GLIDE_MS));
    }
}

pub(super) fn key_of(item: &HtmlElement) -> Option<String> {
    item.get_attribute("data-key")
}

fn wants_no_motion() -> bool {
    let query =
        browser::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten());
    query.is_some_and(|query| query.matches())
}
