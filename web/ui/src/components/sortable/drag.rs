//! Dragging an item: with the mouse anywhere on it, with a finger or a pen by its handle. The list changes its order
//! while the item is on its way; Escape puts everything back.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlUListElement, KeyboardEvent, PointerEvent};

use super::held::Drag;
use super::layout;
use super::sorter::{Sorter, keep_focus};
use crate::browser;

/// A press that moves less is a press.
const THRESHOLD_PX: i32 = 6;
/// Whoever drags so near to the edge of the screen wants to see what is beyond it.
const EDGE_PX: i32 = 72;
const EDGE_STEP_PX: f64 = 14.0;
/// The press that ends a drag comes at once.
const DEAF_MS: u32 = 60;

impl Sorter {
    /// A pointer goes down in the list.
    pub fn on_press(self, event: &PointerEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let Some(target) = target.filter(|_| event.button() == 0 && self.enabled.get_untracked()) else { return };
        let by_handle = target.closest("[data-handle]").ok().flatten().is_some();
        if event.pointer_type() != "mouse" && !by_handle {
            return;
        }
        let item = target.closest("[data-key]").ok().flatten().and_then(|item| item.dyn_into::<HtmlElement>().ok());
        let (Some(item), Some(list)) = (item, self.list.get_untracked()) else { return };
        let (items, Some(key)) = (layout::items(&list), layout::key_of(&item)) else { return };
        let (pointer, corner) = ((event.client_x(), event.client_y()), corner(&item));
        self.drag.set_value(Some(Drag {
            origin: layout::position(&items, &key).unwrap_or_default(),
            key,
            pointer_id: event.pointer_id(),
            start: pointer,
            pointer,
            grip: (pointer.0 - corner.0, pointer.1 - corner.1),
            begun: false,
            places: layout::places(&items),
        }));
    }

    pub(super) fn follow_pointer(self) {
        let listeners = [
            window_event_listener(ev::pointermove, move |event| self.on_pointer_move(&event)),
            window_event_listener(ev::pointerup, move |event| {
                if self.holds(&event) {
                    self.drop_item(false);
                }
            }),
            window_event_listener(ev::pointercancel, move |event| {
                if self.holds(&event) {
                    self.drop_item(true);
                }
            }),
        ];
        let escape = window_event_listener(ev::keydown, move |event| {
            self.cancel_by(&event);
        });
        on_cleanup(move || {
            listeners.into_iter().for_each(WindowListenerHandle::remove);
            escape.remove();
        });
    }

    /// Escape puts the item back; answers whether it did.
    pub(super) fn cancel_by(self, event: &KeyboardEvent) -> bool {
        let cancels = event.key() == "Escape" && self.dragged.with_untracked(Option::is_some);
        if cancels {
            event.prevent_default();
            // It would close the dialog around the list, too.
            event.stop_propagation();
            self.drop_item(true);
        }
        cancels
    }

    fn holds(self, event: &PointerEvent) -> bool {
        self.drag.with_value(|drag| drag.as_ref().is_some_and(|drag| drag.pointer_id == event.pointer_id()))
    }

    fn on_pointer_move(self, event: &PointerEvent) {
        if !self.holds(event) {
            return;
        }
        let pointer = (event.client_x(), event.client_y());
        let begins = self.drag.try_update_value(|drag| {
            let drag = drag.as_mut()?;
            drag.pointer = pointer;
            let far = (pointer.0 - drag.start.0).abs().max((pointer.1 - drag.start.1).abs()) >= THRESHOLD_PX;
            let begins = far && !drag.begun;
            drag.begun |= far;
            drag.begun.then(|| begins.then(|| drag.key.clone()))
        });
        match begins.flatten() {
            None => return,
            Some(Some(key)) => self.dragged.set(Some(key)),
            Some(None) => {}
        }
        scroll_at_edge(pointer.1);
        self.reorder();
        request_animation_frame(move || self.place());
    }

    /// Moves the item to the place under the pointer.
    fn reorder(self) {
        let (Some(list), Some(drag)) = (self.list.get_untracked(), self.drag.get_value()) else { return };
        let items = layout::items(&list);
        let (x, y) = within(&list, drag.pointer);
        let (Some(from), Some(to)) = (layout::position(&items, &drag.key), layout::place_at(&items, x, y)) else {
            return;
        };
        if from != to {
            self.on_move.run((from, to));
        }
    }

    /// Puts the item under the pointer, and lets the others glide to where they stand now.
    fn place(self) {
        let (Some(list), Some(Some(drag))) = (self.list.try_get_untracked().flatten(), self.drag.try_get_value())
        else {
            return;
        };
        let places = layout::glide(&list, &drag.places, Some(&drag.key));
        if let (Some(item), Some(home)) = (item(&list, &drag.key), places.get(&drag.key)) {
            let (x, y) = within(&list, drag.pointer);
            let (x, y) = (x - drag.grip.0 - home.0, y - drag.grip.1 - home.1);
            // A place under a pointer is no value of a stylesheet.
            let _ = item.style().set_property("translate", &format!("{x}px {y}px"));
        }
        self.drag.update_value(|drag| {
            if let Some(drag) = drag {
                drag.places = places;
            }
        });
    }

    /// The item is let go, where it is or where it came from.
    fn drop_item(self, back: bool) {
        let Some(drag) = self.drag.try_update_value(Option::take).flatten().filter(|drag| drag.begun) else { return };
        self.dragged.set(None);
        self.ignore_press();
        let Some(list) = self.list.get_untracked() else { return };
        let items = layout::items(&list);
        let place = layout::position(&items, &drag.key);
        if let Some(item) = item(&list, &drag.key) {
            let (now, home) = (corner(&item), {
                let _ = item.style().remove_property("translate");
                corner(&item)
            });
            layout::glide_from(&item, now.0 - home.0, now.1 - home.1);
        }
        match place {
            Some(place) if back && place != drag.origin => {
                keep_focus();
                self.on_move.run((place, drag.origin));
            }
            Some(place) if place != drag.origin => {
                self.say("Photo moved to position", place);
                self.on_settle.run(());
            }
            _ => {}
        }
    }

    fn ignore_press(self) {
        self.deaf.set_value(true);
        spawn_local(async move {
            browser::sleep_ms(DEAF_MS).await;
            self.deaf.try_update_value(|deaf| *deaf = false);
        });
    }
}

fn item(list: &HtmlUListElement, key: &str) -> Option<HtmlElement> {
    layout::items(list).into_iter().find(|item| layout::key_of(item).as_deref() == Some(key))
}

/// The upper left corner on the screen.
fn corner(item: &HtmlElement) -> (i32, i32) {
    let rect = item.get_bounding_client_rect();
    whole(rect.left(), rect.top())
}

/// A point of the screen as a point of the list.
fn within(list: &HtmlUListElement, (x, y): (i32, i32)) -> (i32, i32) {
    let rect = list.get_bounding_client_rect();
    let (left, top) = whole(rect.left(), rect.top());
    (x - left + list.scroll_left(), y - top + list.scroll_top())
}

#[expect(clippy::cast_possible_truncation, reason = "a screen is far smaller than 2^31 pixels")]
fn whole(x: f64, y: f64) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

fn scroll_at_edge(y: i32) {
    let Some(window) = browser::window() else { return };
    let height = browser::document().and_then(|document| document.document_element()).map(|root| root.client_height());
    if y < EDGE_PX {
        window.scroll_by_with_x_and_y(0.0, -EDGE_STEP_PX);
    } else if height.is_some_and(|height| y > height - EDGE_PX) {
        window.scroll_by_with_x_and_y(0.0, EDGE_STEP_PX);
    }
}
