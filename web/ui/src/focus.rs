//! Keeps the focus in the document: when what has it goes, what was around it gets it. Browsers give it to nothing, and whoever uses
//! a keyboard or a screen reader starts at the top of the page again.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlElement, MutationObserver, MutationObserverInit};

use crate::browser;

thread_local! {
    static KEPT: Cell<bool> = const { Cell::new(false) };
}

/// Watches the focus for as long as the program runs, however often this is called.
pub fn keep() {
    if KEPT.replace(true) {
        return;
    }
    // What had the focus last, and what is around it, from the inside out.
    let path = Rc::new(RefCell::new(Vec::<Element>::new()));
    let Some(body) = browser::document().and_then(|document| document.body()) else { return };
    let seen = Rc::clone(&path);
    // For the whole life of the program.
    std::mem::forget(window_event_listener(ev::focusin, move |event| {
        let focused = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        *seen.borrow_mut() = std::iter::successors(focused, |element| element.parent_element()).collect();
    }));
    let callback = Closure::<dyn FnMut()>::new(move || {
        if is_lost(&path.borrow()) {
            let path = Rc::clone(&path);
            // Whoever took it away may know better where it goes.
            request_animation_frame(move || {
                let path = path.borrow().clone();
                if is_lost(&path) {
                    restore(&path);
                }
            });
        }
    });
    let Ok(observer) = MutationObserver::new(callback.as_ref().unchecked_ref()) else { return };
    callback.forget();
    let changes = MutationObserverInit::new();
    changes.set_child_list(true);
    changes.set_subtree(true);
    changes.set_attributes(true);
    changes.set_attribute_filter(
        &["disabled", "hidden", "open"].map(wasm_bindgen::JsValue::from_str).into_iter().collect::<js_sys::Array>(),
    );
    let _ = observer.observe_with_options(&body, &changes);
}

/// Whether nothing has the focus, because what had it is gone: a press beside everything takes it away, too, and may.
fn is_lost(path: &[Element]) -> bool {
    let active = browser::document().and_then(|document| document.active_element());
    let nothing = active.is_none_or(|active| active.tag_name() == "BODY");
    nothing && path.first().is_some_and(|last| !is_shown(last) || matches!(last.matches(":disabled"), Ok(true)))
}

fn is_shown(element: &Element) -> bool {
    element.is_connected() && element.get_client_rects().length() > 0
}

/// Gives the focus to the nearest of what was around it.
fn restore(path: &[Element]) {
    let around = path.iter().skip(1).find(|element| is_shown(element) && element.tag_name() != "BODY");
    let Some(around) = around.and_then(|element| element.dyn_ref::<HtmlElement>()) else { return };
    if !around.has_attribute("tabindex") {
        around.set_tab_index(-1);
    }
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = around.focus_with_options(&options);
}
