//! Ctrl+Enter, or ⌘Enter, saves what is open: it presses the main action of the dialog or the form that the focus is in.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, HtmlElement};

use crate::browser;
use crate::keys::Press;

/// Lets these keys save in every dialog and form of the document. What takes something away is not saved: its button has to be pressed.
pub fn save_with_keys() {
    let answer = Closure::<dyn Fn(Event)>::new(|event: Event| {
        if Press::of(&event).is_none_or(|press| !press.is_command("Enter")) {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(action) = target.and_then(|target| main_action(&target)) {
            event.prevent_default();
            action.click();
        }
    });
    if let Some(window) = browser::window() {
        let _ = window.add_event_listener_with_callback("keydown", answer.as_ref().unchecked_ref());
        answer.forget();
    }
}

/// The button that saves what this element is in: of a dialog the main one at its foot, else what submits the form.
fn main_action(target: &Element) -> Option<HtmlElement> {
    let find = |scope: Element, selector| scope.query_selector(selector).ok().flatten();
    let found = match target.closest("dialog[open]").ok().flatten().or_else(last_open_dialog) {
        Some(dialog) => {
            find(dialog.clone(), ".dialog__footer .button--primary").or_else(|| find(dialog, "form [type=submit]"))
        }
        None => find(target.closest("form").ok().flatten()?, "[type=submit]"),
    };
    found?.dyn_into().ok()
}

/// The dialog on top; the focus may be on none of its elements.
fn last_open_dialog() -> Option<Element> {
    let dialogs = browser::document()?.query_selector_all("dialog[open]").ok()?;
    dialogs.item(dialogs.length().checked_sub(1)?)?.dyn_into().ok()
}
