//! The style sheet of the parts, which the document only names where it begins without a part.

use js_sys::{Function, Promise};
use ui::browser;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Where the document names it, with the address in `data-href`; while it is on its way, the link to it.
const PLACE: &str = "later-style";

/// Fetches the style sheet of the parts, unless that was done. What it does not bring is not painted as it should be, and works.
pub(super) async fn styles() {
    let Some(document) = browser::document() else { return };
    let Some(place) = document.get_element_by_id(PLACE) else { return };
    let mut link = place.clone();
    if let (Some(address), Ok(new)) = (place.get_attribute("data-href"), document.create_element("link")) {
        for (name, value) in [("id", PLACE), ("rel", "stylesheet"), ("href", &address)] {
            let _ = new.set_attribute(name, value);
        }
        let _ = place.replace_with_with_node_1(&new);
        link = new;
    }
    let fetched = Promise::new(&mut |done: Function, _| {
        for event in ["load", "error"] {
            let _ = link.add_event_listener_with_callback(event, done.unchecked_ref());
        }
    });
    let _ = JsFuture::from(fetched).await;
    let _ = link.remove_attribute("id");
}
