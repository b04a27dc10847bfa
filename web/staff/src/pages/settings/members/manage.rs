//! Changing a member's role, giving and taking access.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::{Member, MemberUpdate, Role};
use ui::components::{Button, ButtonVariant, ConfirmDialog, Dialog, FormError, RadioField};

use super::list::Members;
use super::roles::role_choices;
use crate::client::Etag;

impl Members {
    /// Lets a disabled member sign in again.
    pub(super) fn enable(self, member: Member) {
        self.work().begin(member);
        self.change(MemberUpdate { role: None, disabled: Some(false) });
    }

    /// Makes a new one-time link for somebody who has not joined yet.
    pub(super) fn renew_invitation(self, member: Member) {
        spawn_local(async move {
            match self.staff.client().renew_invitation(&member.id).await {
                Ok(invited) => {
                    self.invited.try_set(Some(invited));
                }
                Err(error) => self.toasts.error(error.message()),
            }
        });
    }

    fn change(self, update: MemberUpdate) {
        let work = self.work();
        let Some(member) = work.member.get_untracked().filter(|_| !work.busy.get_untracked()) else { return };
        work.busy.set(true);
        work.error.set(None);
        spawn_local(async move {
            let etag = Etag::of_version(member.version);
            let answer = self.staff.client().update_member(&member.id, &update, Some(&etag)).await;
            if work.busy.try_set(false).is_some() {
                return;
            }
            let problem = match answer {
                Ok(_) => {
                    work.choose_role.set(false);
                    work.confirm_disable.set(false);
                    self.toasts.success(format!("{} was changed.", member.name));
                    return self.reload();
                }
                Err(error) if error.is_stale() => {
                    self.reload();
                    "Somebody else changed this member. Close this dialog, check the list, then try again.".to_owned()
                }
                Err(error) => error.message(),
            };
            if work.choose_role.get_untracked() || work.confirm_disable.get_untracked() {
                work.error.set(Some(problem));
            } else {
                self.toasts.error(problem);
            }
        });
    }
}

/// The dialogs about one member.
#[component]
pub(super) fn MemberDialogs(list: Members) -> impl IntoView {
    let work = list.work();
    let disable = Callback::new(move |()| list.change(MemberUpdate { role: None, disabled: Some(true) }));
    view! {
        <RoleDialog list />
        <ConfirmDialog
            open=work.confirm_disable
            title=Signal::derive(move || format!("Disable {}?", work.name()))
            confirm_label="Disable member"
            danger=true
            busy=work.busy
            error=work.error
            on_confirm=disable
        >
            <p>
                "The person is signed out everywhere at once and cannot sign in until an admin enables them again. Everything they wrote stays."
            </p>
        </ConfirmDialog>
    }
}

#[component]
fn RoleDialog(list: Members) -> impl IntoView {
    let work = list.work();
    let save = Callback::new(move |()| {
        let role = Role::parse(&work.role.get_untracked());
        list.change(MemberUpdate { role, disabled: None });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| work.choose_role.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy=work.busy on_press=save>
                "Save role"
            </Button>
        }
    };
    view! {
        <Dialog open=work.choose_role title="Change role".to_owned() footer=footer>
            <form
                class="stack"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    save.run(());
                }
            >
                <FormError error=work.error />
                <RadioField legend=format!("What {} may do", work.name()) value=work.role choices=role_choices() />
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}
