//! The one-time link of an invitation, shown this once.

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use shared::member::InvitedMember;
use ui::components::{Banner, Button, ButtonVariant, CopyButton, Dialog, Tone, unique_id};

use crate::app::session::use_staff;

/// The link and what to do with it.
#[component]
pub(super) fn InvitationLink(invited: InvitedMember) -> impl IntoView {
    let staff = use_staff();
    let InvitedMember { member, invitation_url, invitation_expires_at } = invited;
    let field_id = unique_id("invitation");
    let select_all = |event: FocusEvent| event_target::<web_sys::HtmlInputElement>(&event).select();
    view! {
        <div class="stack">
            <p>
                "Send this link to " <strong>{member.name}</strong> ". It lets one person choose a password and join."
            </p>
            <div class="field">
                <label class="field__label" for=field_id.clone()>
                    "Invitation link"
                </label>
                <div class="invitation-url">
                    <input
                        class="field__control"
                        id=field_id
                        type="text"
                        readonly
                        prop:value=invitation_url.clone()
                        on:focus=select_all
                    />
                    <CopyButton text=Signal::stored(invitation_url) label="Copy link" />
                </div>
                <p class="field__hint">
                    "It works once, until " {move || staff.formats().instant(invitation_expires_at)} "."
                </p>
            </div>
            <Banner tone=Tone::Warning>"The link is shown only once. If it is lost, create a new invitation."</Banner>
        </div>
    }
}

/// A new link for somebody who was invited before. Once it is closed nobody can see the link again.
#[component]
pub(super) fn InvitationDialog(invited: RwSignal<Option<InvitedMember>>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || open.set(invited.with(Option::is_some)));
    let close = Callback::new(move |()| invited.set(None));
    let footer = move || {
        view! {
            <Button variant=ButtonVariant::Primary on_press=close>
                "Done"
            </Button>
        }
    };
    view! {
        <Dialog open title="New invitation".to_owned() on_close_request=close footer=footer>
            {move || invited.get().map(|invited| view! { <InvitationLink invited /> })}
        </Dialog>
    }
}
