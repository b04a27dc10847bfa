//! The way out.

use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::components::Toasts;

use super::session::Staff;

/// Signs out; `busy` as long as that takes.
pub fn sign_out(staff: Staff, toasts: Toasts, busy: RwSignal<bool>) {
    let client = staff.client();
    busy.set(true);
    spawn_local(async move {
        if let Err(error) = client.sign_out().await {
            toasts.error(error.message());
            let _ = busy.try_set(false);
        }
    });
}
