//! Settings → Members: who belongs to the organisation, what they may do, and inviting somebody.

mod invitation;
mod invite;
mod list;
mod manage;
pub mod roles;
mod row;
mod work;

use leptos::prelude::*;
use shared::app_page::AppPage;
use shared::member::Role;
use ui::components::{Button, ButtonVariant, IconName};

use self::invitation::InvitationDialog;
use self::invite::InviteDialog;
use self::list::Members;
use self::manage::MemberDialogs;
use self::row::MemberRow;
use super::SettingsFrame;
use crate::app::paged_view::PagedView;

/// The members. Admins invite, change roles and disable; the others read.
#[component]
pub fn MembersPage() -> impl IntoView {
    let list = Members::new();
    view! {
        <SettingsFrame page=AppPage::MemberSettings subtitle="Who works with your vehicles, and what they can do.">
            <Toolbar list />
            <PagedView
                what="The members"
                list=list.paged
                on_retry=Callback::new(move |()| list.reload())
                on_more=Callback::new(move |()| list.load_more())
                empty=|| ()
            >
                <Rows list />
            </PagedView>
            <MemberDialogs list />
            <InvitationDialog invited=list.invited />
        </SettingsFrame>
    }
}

#[component]
fn Toolbar(list: Members) -> impl IntoView {
    let staff = list.staff;
    let open = RwSignal::new(false);
    let locked = Signal::derive(move || staff.locked());
    view! {
        {move || {
            staff
                .can(Role::Admin)
                .then(|| {
                    view! {
                        <p class="settings__toolbar">
                            <Button
                                variant=ButtonVariant::Primary
                                icon=IconName::Plus
                                disabled=locked
                                on_press=Callback::new(move |()| open.set(true))
                            >
                                "Invite member"
                            </Button>
                        </p>
                    }
                })
        }}
        <InviteDialog open list />
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
                    <th role="columnheader" scope="col">
                        "Name"
                    </th>
                    <th role="columnheader" scope="col">
                        "Role"
                    </th>
                    <th role="columnheader" scope="col">
                        "Access"
                    </th>
                    <th role="columnheader" scope="col">
                        <span class="visually-hidden">"Actions"</span>
                    </th>
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || members.get() key=|row| row.key let:row>
                    <MemberRow member=row.item list />
                </For>
            </tbody>
        </table>
    }
}
