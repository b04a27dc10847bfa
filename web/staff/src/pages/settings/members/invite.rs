//! Inviting somebody.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::{InvitedMember, NewMember, Role};
use ui::components::{Button, ButtonVariant, Dialog, RadioField, TextField, on_open};

use super::invitation::InvitationLink;
use super::list::Members;
use super::roles::role_choices;
use crate::app::complaint::{FormComplaint, complaint_of};
use crate::client::ApiError;
use crate::pages::settings::field_error;

/// Asks for name, address and role; then shows the one-time link in the same place.
#[component]
pub(super) fn InviteDialog(open: RwSignal<bool>, list: Members) -> impl IntoView {
    let form = InviteForm::new(list);
    on_open(open, move || form.clear());
    let close = Callback::new(move |()| open.set(false));
    let send = Callback::new(move |()| form.send());
    let buttons = move || {
        if form.invited.with(Option::is_some) {
            return view! {
                <Button variant=ButtonVariant::Primary on_press=close>
                    "Done"
                </Button>
            }
            .into_any();
        }
        view! {
            <Button on_press=close>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy=form.busy on_press=send>
                "Create invitation"
            </Button>
        }
        .into_any()
    };
    view! {
        <Dialog open title="Invite member".to_owned() footer=move || buttons>
            {move || {
                form.invited
                    .get()
                    .map_or_else(
                        || view! { <Fields form /> }.into_any(),
                        |invited| view! { <InvitationLink invited /> }.into_any(),
                    )
            }}
        </Dialog>
    }
}

#[component]
fn Fields(form: InviteForm) -> impl IntoView {
    let error = |pointer| field_error(form.error, pointer);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.send();
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <FormComplaint complaint=complaint_of(form.error) />
            <TextField
                label="Full name"
                autocomplete="off"
                maxlength=120
                required=true
                value=form.name
                error=error("/name")
            />
            <TextField
                label="Email address"
                kind="email"
                inputmode="email"
                autocomplete="off"
                required=true
                value=form.email
                error=error("/email")
            />
            <RadioField legend="Role" value=form.role choices=role_choices() error=form.role_error />
            <button type="submit" hidden></button>
        </form>
    }
}

#[derive(Clone, Copy)]
struct InviteForm {
    list: Members,
    name: RwSignal<String>,
    email: RwSignal<String>,
    /// Empty until it is chosen: nobody gets a role by omission.
    role: RwSignal<String>,
    error: RwSignal<Option<ApiError>>,
    role_error: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
    invited: RwSignal<Option<InvitedMember>>,
}

impl InviteForm {
    fn new(list: Members) -> Self {
        let text = || RwSignal::new(String::new());
        Self {
            list,
            name: text(),
            email: text(),
            role: text(),
            error: RwSignal::new(None),
            role_error: RwSignal::new(None),
            busy: RwSignal::new(false),
            invited: RwSignal::new(None),
        }
    }

    fn clear(self) {
        self.name.set(String::new());
        self.email.set(String::new());
        self.role.set(String::new());
        self.error.set(None);
        self.role_error.set(None);
        self.invited.set(None);
    }

    fn send(self) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(role) = Role::parse(&self.role.get_untracked()) else {
            return self.role_error.set(Some("Choose a role.".to_owned()));
        };
        self.role_error.set(None);
        self.error.set(None);
        self.busy.set(true);
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let member = NewMember { name: text(self.name), email: text(self.email), role };
        spawn_local(async move {
            let answer = self.list.staff.client().invite_member(&member).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(invited) => {
                    self.invited.set(Some(invited));
                    self.list.reload();
                }
                Err(problem) => self.error.set(Some(problem)),
            }
        });
    }
}
