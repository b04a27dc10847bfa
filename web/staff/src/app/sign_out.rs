//! The way out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::components::Toasts;

use super::end_session::end_session;
use super::parts::gallery::{Errand, uploads};
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
