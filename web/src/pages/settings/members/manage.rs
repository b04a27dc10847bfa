//! Changing a member's role, and giving or taking access.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::{Member, MemberUpdate, Role};

use super::{Members, role_choices};
use crate::client::Etag;
use crate::components::{Banner, Button, ButtonVariant, ConfirmDialog, Dialog, RadioField, Tone};

/// What is being done with the member.
#[derive(Clone, Copy)]
struct Work {
    list: Members,
    open: RwSignal<bool>,
    confirm_disable: RwSignal<bool>,
    role: RwSignal<String>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
}

/// Role and access of one member.
#[component]
pub(super) fn ManageDialog(list: Members) -> impl IntoView {
    let work = Work {
        list,
        open: RwSignal::new(false),
        confirm_disable: RwSignal::new(false),
        role: RwSignal::new(String::new()),
        busy: RwSignal::new(false),
        error: RwSignal::new(None),
    };
    Effect::new(move || {
        if let Some(member) = list.managed.get() {
            work.role.set(member.role.as_str().to_owned());
            work.error.set(None);
            work.open.set(true);
        }
    });
    Effect::new(move || {
        if !work.open.get() && !work.confirm_disable.get() {
            list.managed.set(None);
        }
    });
    let name =
        move || list.managed.with(|member| member.as_ref().map(|member| member.name.clone()).unwrap_or_default());
    let disable = Callback::new(move |()| work.change(MemberUpdate { role: None, disabled: Some(true) }));
    let locked = Signal::derive(move || list.staff.locked());
    let save_role = Callback::new(move |()| {
        work.change(MemberUpdate { role: Role::parse(&work.role.get_untracked()), disabled: None });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| work.open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy=work.busy disabled=locked on_press=save_role>"Save role"</Button>
        }
    };
    view! {
        <Dialog open=work.open title=Signal::derive(name) footer=footer>
            <div class="stack">
                {move || work.error.get().map(|error| view! { <Banner tone=Tone::Danger>{error}</Banner> })}
                <RadioField legend="Role" value=work.role choices=role_choices() disabled=locked/>
                {move || list.managed.get().map(|member| view! { <Access member work/> })}
            </div>
        </Dialog>
        <ConfirmDialog open=work.confirm_disable title=Signal::derive(move || format!("Disable {}?", name()))
            confirm_label="Disable" danger=true busy=work.busy error=work.error on_confirm=disable>
            <p>"The person is signed out everywhere at once and cannot sign in again until an admin enables them. What they created stays."</p>
        </ConfirmDialog>
    }
}

#[component]
fn Access(member: Member, work: Work) -> impl IntoView {
    let locked = Signal::derive(move || work.list.staff.locked());
    let (disabled, joined) = (member.disabled_at.is_some(), member.joined);
    let enable = Callback::new(move |()| work.change(MemberUpdate { role: None, disabled: Some(false) }));
    let ask_disable = Callback::new(move |()| {
        work.error.set(None);
        work.confirm_disable.set(true);
    });
    let renew = Callback::new(move |()| work.renew_invitation());
    view! {
        <section class="stack">
            <h3>"Access"</h3>
            <div class="cluster">
                {(!joined && !disabled).then(|| view! {
                    <Button busy=work.busy disabled=locked on_press=renew>"New invitation link"</Button>
                })}
                {if disabled {
                    view! { <Button busy=work.busy disabled=locked on_press=enable>"Enable"</Button> }.into_any()
                } else {
                    view! { <Button variant=ButtonVariant::GhostDanger on_press=ask_disable>"Disable"</Button> }.into_any()
                }}
            </div>
        </section>
    }
}

impl Work {
    fn change(self, update: MemberUpdate) {
        let Some(member) = self.list.managed.get_untracked().filter(|_| !self.busy.get_untracked()) else { return };
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let etag = Etag::of_version(member.version);
            let answer = self.list.staff.client().update_member(&member.id, &update, Some(&etag)).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => {
                    self.close();
                    self.list.toasts.success(format!("{} was changed.", member.name));
                    self.list.reload();
                }
                Err(error) if error.is_stale() => {
                    self.error.set(Some("Somebody else changed this member. Close this and look again.".to_owned()));
                    self.list.reload();
                }
                Err(error) => self.error.set(Some(error.message())),
            }
        });
    }

    fn renew_invitation(self) {
        let Some(member) = self.list.managed.get_untracked().filter(|_| !self.busy.get_untracked()) else { return };
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.list.staff.client().renew_invitation(&member.id).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(invited) => {
                    self.close();
                    self.list.invited.set(Some(invited));
                }
                Err(error) => self.error.set(Some(error.message())),
            }
        });
    }

    fn close(self) {
        self.confirm_disable.set(false);
        self.open.set(false);
    }
}
