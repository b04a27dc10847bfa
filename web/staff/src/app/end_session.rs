//! The end of a session, on the server and here.

use leptos::prelude::*;
use ui::components::Toasts;

use super::session::Staff;

/// Ends the session; whether the server did.
pub async fn end_session(staff: Staff, toasts: Toasts, busy: RwSignal<bool>) -> bool {
    let ended = staff.client().sign_out().await;
    if let Err(error) = &ended {
        toasts.error(error.message());
        let _ = busy.try_set(false);
    }
    ended.is_ok()
}
