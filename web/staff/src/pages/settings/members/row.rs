//! One member in the list.

use leptos::prelude::*;
use shared::member::{Member, Role};
use ui::components::{Button, ButtonVariant};

use super::list::Members;
use super::roles::role_label;

/// Name, role and access, and for admins what can be done.
#[component]
pub(super) fn MemberRow(member: Member, list: Members) -> impl IntoView {
    let staff = list.staff;
    let (access_class, access) = match (&member.disabled_at, member.joined) {
        (Some(_), _) => ("pill pill--revoked", "Disabled"),
        (None, true) => ("pill pill--active", "Can sign in"),
        (None, false) => ("pill pill--expired", "Invited"),
    };
    let is_self = member.id == staff.member().id;
    let (name, email, role) = (member.name.clone(), member.email.clone(), role_label(member.role));
    view! {
        <tr role="row">
            <td role="cell" class="data-table__main">
                {name}
                {is_self.then_some(" (you)")}
                <span class="data-table__details">{email}</span>
            </td>
            <td role="cell">
                <span class="data-table__label" aria-hidden="true">
                    "Role"
                </span>
                {role}
            </td>
            <td role="cell">
                <span class="data-table__label" aria-hidden="true">
                    "Access"
                </span>
                <span class=access_class>
                    <span class="pill__dot" aria-hidden="true"></span>
                    {access}
                </span>
            </td>
            <td role="cell" class="data-table__actions">
                {move || staff.can(Role::Admin).then(|| view! { <Actions member=member.clone() list /> })}
            </td>
        </tr>
    }
}

#[component]
fn Actions(member: Member, list: Members) -> impl IntoView {
    let locked = Signal::derive(move || list.staff.locked());
    let name = member.name.clone();
    let (disabled, joined) = (member.disabled_at.is_some(), member.joined);
    let with = |act: fn(Members, Member)| {
        let member = member.clone();
        Callback::new(move |()| act(list, member.clone()))
    };
    let change_role = with(|list, member| list.work().ask_role(member));
    let invite_again = (!joined && !disabled).then(|| with(Members::renew_invitation));
    let access = if disabled { with(Members::enable) } else { with(|list, member| list.work().ask_disable(member)) };
    view! {
        <div class="cluster member-actions">
            {invite_again
                .map(|renew| {
                    view! {
                        <Button label=format!("New invitation for {name}") disabled=locked on_press=renew>
                            "New invitation"
                        </Button>
                    }
                })} <Button label=format!("Change role of {name}") disabled=locked on_press=change_role>
                "Change role"
            </Button>
            {if disabled {
                view! {
                    <Button label=format!("Enable {name}") disabled=locked on_press=access>
                        "Enable"
                    </Button>
                }
                    .into_any()
            } else {
                view! {
                    <Button variant=ButtonVariant::GhostDanger label=format!("Disable {name}") on_press=access>
                        "Disable"
                    </Button>
                }
                    .into_any()
            }}
        </div>
    }
}
