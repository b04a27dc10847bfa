//! Settings → Members: who belongs to the organisation, what they may do, and inviting somebody.

mod invitation;
mod invite;
mod manage;
mod row;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::{InvitedMember, Member, Role};
use shared::page::Page;
use ui::components::{Button, ButtonVariant, Choice, IconName, Skeleton, Toasts};

use self::invitation::InvitationDialog;
use self::invite::InviteDialog;
use self::manage::{MemberDialogs, Work};
use self::row::MemberRow;
use super::SettingsFrame;
use crate::app::Failure;
use crate::app::load::{Load, Loader};
use crate::app::session::{Staff, use_staff};

/// What people read of a role.
pub fn role_label(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Editor => "Editor",
        Role::Admin => "Admin",
    }
}

/// The roles to choose from.
fn role_choices() -> Vec<Choice> {
    vec![
        Choice::new("viewer", "Viewer").hint("Reads everything and can copy a tracking link."),
        Choice::new("editor", "Editor").hint("Works on vehicles, notes and tracking links."),
        Choice::new("admin", "Admin")
            .hint("Also changes settings, members, API keys and webhooks, and restores vehicles."),
    ]
}

/// The members. Admins invite, change roles and disable; the others read.
#[component]
pub fn MembersPage() -> impl IntoView {
    let list = Members::new();
    view! {
        <SettingsFrame title="Members" subtitle="Who works with your vehicles, and what they may do.">
            <Toolbar list/>
            {move || list.loader.state().with(|state| match state {
                Load::Loading => view! { <div class="card settings__waiting"><Skeleton lines=5/></div> }.into_any(),
                Load::Failed(error) => {
                    let on_retry = Callback::new(move |()| list.reload());
                    view! { <Failure what="The members" error=error.clone() on_retry/> }.into_any()
                }
                Load::Ready(page) => view! { <Rows page=page.clone() list/> }.into_any(),
            })}
            <MemberDialogs list/>
            <InvitationDialog invited=list.invited/>
        </SettingsFrame>
    }
}

#[component]
fn Toolbar(list: Members) -> impl IntoView {
    let staff = list.staff;
    let open = RwSignal::new(false);
    let locked = Signal::derive(move || staff.locked());
    view! {
        {move || staff.can(Role::Admin).then(|| view! {
            <p class="settings__toolbar">
                <Button variant=ButtonVariant::Primary icon=IconName::Plus disabled=locked
                    on_press=Callback::new(move |()| open.set(true))>"Invite member"</Button>
            </p>
        })}
        <InviteDialog open list/>
    }
}

#[component]
fn Rows(page: Page<Member>, list: Members) -> impl IntoView {
    let more = page.next_cursor.map(|cursor| {
        let load_more = Callback::new(move |()| list.load_more(cursor.clone()));
        view! { <p class="vehicles-page__more"><Button busy=list.loading_more on_press=load_more>"Load more"</Button></p> }
    });
    // The roles are written out because a table that is laid out as cards loses its own.
    view! {
        <table class="data-table card" role="table" aria-label="Members">
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">"Name"</th>
                    <th role="columnheader" scope="col">"Role"</th>
                    <th role="columnheader" scope="col">"Access"</th>
                    <th role="columnheader" scope="col"><span class="visually-hidden">"Actions"</span></th>
                </tr>
            </thead>
            <tbody role="rowgroup">{page.data.into_iter().map(|member| view! { <MemberRow member list/> }).collect_view()}</tbody>
        </table>
        {more}
    }
}

/// The list as far as it has been loaded, and what is being done with it.
#[derive(Clone, Copy)]
struct Members {
    staff: Staff,
    toasts: Toasts,
    loader: Loader<Page<Member>>,
    loading_more: RwSignal<bool>,
    work: Work,
    /// The one-time link that is being shown, this once.
    invited: RwSignal<Option<InvitedMember>>,
}

impl Members {
    fn new() -> Self {
        let list = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            loader: Loader::new(),
            loading_more: RwSignal::new(false),
            work: Work::new(),
            invited: RwSignal::new(None),
        };
        list.reload();
        list
    }

    /// Loads the list again; what is shown stays until it is here.
    fn reload(self) {
        let client = self.staff.client();
        self.loader.ask(async move { client.members(None).await });
    }

    fn load_more(self, cursor: String) {
        let client = self.staff.client();
        self.loading_more.set(true);
        spawn_local(async move {
            let answer = client.members(Some(&cursor)).await;
            self.loading_more.try_set(false);
            match answer {
                Ok(next) => {
                    self.loader.state().try_update(|state| {
                        // The list may have been loaded anew meanwhile: then this is no longer its next page.
                        if let Load::Ready(page) = state
                            && page.next_cursor.as_ref() == Some(&cursor)
                        {
                            page.data.extend(next.data);
                            page.next_cursor = next.next_cursor;
                        }
                    });
                }
                Err(error) => self.toasts.error(error.message()),
            }
        });
    }
}
