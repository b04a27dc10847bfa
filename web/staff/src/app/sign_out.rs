//! The way out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::components::Toasts;

use super::parts::gallery::{Errand, uploads};
use super::session::Staff;
use super::uploads::UploadsPlace;

/// Signs out, after a question if photos are not on the server yet; `busy` as long as that takes.
pub fn sign_out(place: UploadsPlace, toasts: Toasts, busy: RwSignal<bool>) {
    busy.set(true);
    spawn_local(async move {
        // Without the part that sends photos there are none.
        if uploads(place, Errand::Leave(toasts, busy)).await.is_err() {
            end_session(place.staff, toasts, busy).await;
        }
    });
}

/// Ends the session; whether the server did.
pub async fn end_session(staff: Staff, toasts: Toasts, busy: RwSignal<bool>) -> bool {
    let ended = staff.client().sign_out().await;
    if let Err(error) = &ended {
        toasts.error(error.message());
        let _ = busy.try_set(false);
    }
    ended.is_ok()
}
