//! The question before a message is lost that was changed and not sent.

use leptos::prelude::*;
use ui::components::ConfirmDialog;

/// What is asked about a message.
pub const UNSENT: &str = "The message you changed has not been sent or copied.";

/// Asks before the dialog closes with such a message.
#[component]
pub(super) fn DiscardMessage(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Closes the dialog below.
    on_discard: Callback<()>,
) -> impl IntoView {
    let on_confirm = Callback::new(move |()| {
        open.set(false);
        on_discard.run(());
    });
    view! {
        <ConfirmDialog
            open
            title="Close without sending?"
            confirm_label="Discard changes"
            cancel_label="Keep editing"
            danger=true
            on_confirm
        >
            <p>{UNSENT}</p>
        </ConfirmDialog>
    }
}
