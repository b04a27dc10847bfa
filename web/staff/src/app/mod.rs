//! The staff app: who is signed in, which page is shown, and the frame around it.

pub mod complaint;
pub mod early;
pub mod end_session;
pub mod field_name;
pub mod formats;
pub mod kept_list;
pub mod keyboard;
pub mod leave_question;
pub mod load;
pub mod load_ahead;
pub mod location;
pub mod merge;
pub mod money;
pub mod new_vehicle;
pub mod option_switch;
pub mod paged;
pub mod paged_view;
pub mod parts;
pub mod route;
pub mod session;
pub mod sign_in_again;
pub mod sign_out;
pub mod uploads;
pub mod waiting_proposals;

pub mod back;
pub mod banner;
pub mod retry;
pub mod router;
pub mod shell;
pub mod title;

use leptos::prelude::*;
use shared::app_page::AppPage;
use ui::browser;
use ui::components::field::typed;
use ui::components::save_with_keys;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;

use self::early::EarlySignIn;
use self::router::{App, AppProps};
use self::session::SessionState;

/// Starts the app in the document's `#app`. What the document shows there stays until it is known who uses the app.
pub fn start() {
    spawn_local(async {
        let session = SessionState::resume().await;
        let page = AppPage::at(&browser::path()).map(|(page, _)| page);
        let is_shown = |page: &AppPage| matches!(session, SessionState::SignedIn(_)) || !page.is_behind_sign_in();
        parts::await_page(page.filter(is_shown)).await;
        let root = browser::document().and_then(|document| document.get_element_by_id("app"));
        let Some(root) = root.and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
        let early = EarlySignIn::take(&root);
        root.set_text_content(None);
        typed::guard_forms();
        save_with_keys();
        mount_to(root, move || App(AppProps { session, early })).forget();
    });
}
