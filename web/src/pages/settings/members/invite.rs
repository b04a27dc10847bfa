//! Inviting somebody.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::{NewMember, Role};

use super::{Members, role_choices};
use crate::client::ApiError;
use crate::components::{Banner, Button, ButtonVariant, Dialog, RadioField, TextField, Tone};
use crate::pages::settings::field_error;

/// Asks for name, address and role; then shows the one-time link.
#[component]
pub(super) fn InviteDialog(open: RwSignal<bool>, list: Members) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (name, email, role) = (text(), text(), text());
    let error = RwSignal::new(None::<ApiError>);
    let role_error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    Effect::new(move || {
        if open.get() {
            name.set(String::new());
            email.set(String::new());
            role.set(String::new());
            error.set(None);
            role_error.set(None);
        }
    });
    let invite = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        // Nobody gets a role by omission.
        let Some(role) = Role::parse(&role.get_untracked()) else {
            role_error.set(Some("Choose what the person may do.".to_owned()));
            return;
        };
        role_error.set(None);
        error.set(None);
        busy.set(true);
        let member = NewMember {
            name: name.get_untracked().trim().to_owned(),
            email: email.get_untracked().trim().to_owned(),
            role,
        };
        spawn_local(async move {
            let answer = list.staff.client().invite_member(&member).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(invited) => {
                    open.set(false);
                    list.invited.set(Some(invited));
                    list.reload();
                }
                Err(problem) => error.set(Some(problem)),
            }
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=invite>"Create invitation"</Button>
        }
    };
    view! {
        <Dialog open title="Invite member".to_owned() footer=footer>
            <form class="stack" novalidate on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                invite.run(());
            }>
                {move || error.get().map(|error| view! { <Banner tone=Tone::Danger>{error.message()}</Banner> })}
                <TextField label="Name" autocomplete="off" maxlength=120 required=true value=name error=field_error(error, "/name")/>
                <TextField label="E-mail address" kind="email" inputmode="email" autocomplete="off" required=true
                    value=email error=field_error(error, "/email")/>
                <RadioField legend="Role" value=role choices=role_choices() error=role_error/>
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}
