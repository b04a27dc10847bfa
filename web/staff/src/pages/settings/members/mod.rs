//! Settings → Members: who belongs to the organisation, what they may do, and inviting somebody.

mod invitation;
mod invite;
mod manage;
mod row;

use leptos::prelude::*;
use shared::app_page::AppPage;
use shared::member::{InvitedMember, Member, Role};
use ui::components::{Button, ButtonVariant, Choice, IconName, Toasts};

use self::invitation::InvitationDialog;
use self::invite::InviteDialog;
use self::manage::{MemberDialogs, Work};
use self::row::MemberRow;
use super::SettingsFrame;
use crate::app::paged::PagedList;
use crate::app::paged_view::PagedView;
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
        <SettingsFrame page=AppPage::MemberSettings subtitle="Who works with your vehicles, and what they may do.">
            <Toolbar list/>
            <PagedView what="The members" list=list.paged on_retry=Callback::new(move |()| list.reload())
                on_more=Callback::new(move |()| list.load_more()) empty=|| ()>
                <Rows list/>
            </PagedView>
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
fn Rows(list: Members) -> impl IntoView {
    let members = list.paged.rows();
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
            <tbody role="rowgroup">
                <For each=move || members.get() key=|row| row.key let:row>
                    <MemberRow member=row.item list/>
                </For>
            </tbody>
        </table>
    }
}

/// The list as far as it has been loaded, and what is being done with it.
#[derive(Clone, Copy)]
struct Members {
    staff: Staff,
    toasts: Toasts,
    paged: PagedList<Member>,
    work: Work,
    /// The one-time link that is being shown, this once.
    invited: RwSignal<Option<InvitedMember>>,
}

impl Members {
    fn new() -> Self {
        let list = Self {
            staff: use_staff(),
            toasts: Toasts::expect(),
            paged: PagedList::new(),
            work: Work::new(),
            invited: RwSignal::new(None),
        };
        list.reload();
        list
    }

    /// Loads the list again; what is shown stays until it is here.
    fn reload(self) {
        let client = self.staff.client();
        self.paged.ask(async move { client.members(None).await });
    }

    fn load_more(self) {
        let client = self.staff.client();
        self.paged.ask_more(|cursor| async move { client.members(Some(&cursor)).await });
    }
}
