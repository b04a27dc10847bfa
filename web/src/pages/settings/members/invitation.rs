//! The one-time link of an invitation, shown this once.

use leptos::prelude::*;
use shared::member::InvitedMember;

use crate::app::session::use_staff;
use crate::components::{Banner, Button, ButtonVariant, CopyButton, Dialog, TextField, Tone};

/// Shows the link until the dialog is closed; then nobody can see it again.
#[component]
pub(super) fn InvitationDialog(invited: RwSignal<Option<InvitedMember>>) -> impl IntoView {
    let staff = use_staff();
    let open = RwSignal::new(false);
    let url = RwSignal::new(String::new());
    Effect::new(move || {
        if let Some(invited) = invited.get() {
            url.set(invited.invitation_url);
            open.set(true);
        }
    });
    let close = Callback::new(move |()| {
        open.set(false);
        invited.set(None);
        url.set(String::new());
    });
    let name = move || invited.with(|invited| invited.as_ref().map(|invited| invited.member.name.clone()));
    let expires = move || {
        let expires_at = invited.with(|invited| invited.as_ref().map(|invited| invited.invitation_expires_at));
        expires_at.map(|expires_at| staff.formats().instant(expires_at))
    };
    let footer = move || view! { <Button variant=ButtonVariant::Primary on_press=close>"Done"</Button> };
    view! {
        <Dialog open title="One-time invitation link".to_owned() on_close_request=close footer=footer>
            <div class="stack">
                <p>"Send this link to " <strong>{name}</strong> ". It lets one person choose a password and join."</p>
                <div class="invitation-url">
                    <TextField label="Invitation link" value=url/>
                    <CopyButton text=url label="Copy invitation link"/>
                </div>
                <p class="muted">"It works once, until " {expires} "."</p>
                <Banner tone=Tone::Warning>"It is shown only now. If it gets lost, create a new one."</Banner>
            </div>
        </Dialog>
    }
}
