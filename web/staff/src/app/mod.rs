//! The staff app: who is signed in, which page is shown, and the frame around it.

pub mod formats;
pub mod load;
pub mod money;
pub mod option_switch;
pub mod paged;
pub mod paged_view;
pub mod route;
pub mod session;
pub mod uploads;
pub mod waiting_proposals;

pub mod back;
pub mod banner;
pub mod retry;
pub mod router;
pub mod shell;
pub mod title;

use leptos::prelude::*;
use ui::browser;
use ui::components::field::typed;
use wasm_bindgen::JsCast;

/// Starts the app in the document's `#app`, in the place of what is shown while it loads.
pub fn start() {
    let root = browser::document().and_then(|document| document.get_element_by_id("app"));
    let Some(root) = root.and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    root.set_text_content(None);
    typed::guard_forms();
    mount_to(root, router::App).forget();
}
