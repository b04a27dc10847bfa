//! The question before a page is left with something unsaved.

use leptos::prelude::*;
use ui::components::ConfirmDialog;

use super::location::Location;

/// Asks whether to leave the page. Whoever stays finds everything as it was.
#[component]
pub fn LeaveQuestion(location: Location) -> impl IntoView {
    view! {
        <ConfirmDialog
            open=location.asking
            title="Leave this page?"
            confirm_label="Leave without saving"
            cancel_label="Stay on this page"
            danger=true
            on_confirm=Callback::new(move |()| location.leave())
        >
            <p>"What you typed on this page has not been saved."</p>
        </ConfirmDialog>
    }
}
