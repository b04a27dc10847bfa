//! Revoking the selected links, or all of them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::link::BulkRevocation;
use ui::components::{Button, ButtonVariant, ConfirmDialog, Menu};

use super::list::LinkList;
use crate::app::formats::number;
use crate::client::{ApiError, StaffClient};

/// How many links one call takes.
const MOST_AT_ONCE: usize = 100;

/// The two buttons.
#[component]
pub(super) fn RevokeBar(list: LinkList) -> impl IntoView {
    let count = move || list.selected.with(std::collections::BTreeSet::len);
    let none = Signal::derive(move || count() == 0);
    view! {
        <div class="links-bar__actions">
            {move || {
                list.may_revoke()
                    .then(|| {
                        view! {
                            <Button
                                variant=ButtonVariant::Secondary
                                disabled=none
                                on_press=Callback::new(move |()| list.confirm_selected.set(true))
                            >
                                {move || match count() {
                                    0 => "Revoke selected".to_owned(),
                                    count => format!("Revoke selected ({count})"),
                                }}
                            </Button>
                            <Menu label="More">
                                <Button
                                    variant=ButtonVariant::GhostDanger
                                    on_press=Callback::new(move |()| list.ask_revoke_all())
                                >
                                    "Revoke all…"
                                </Button>
                            </Menu>
                        }
                    })
            }}
        </div>
    }
}

/// The questions before it happens.
#[component]
pub(super) fn RevokeDialogs(list: LinkList) -> impl IntoView {
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    Effect::new(move || {
        if list.confirm_selected.get() || list.confirm_all.get() {
            error.set(None);
        }
    });
    let run = move |all: bool| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = revoke(list, all).await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(revoked) => {
                    list.confirm_selected.set(false);
                    list.confirm_all.set(false);
                    list.toasts.success(match revoked {
                        0 => "There were no links left to revoke.".to_owned(),
                        1 => "1 link was revoked.".to_owned(),
                        count => format!("{count} links were revoked."),
                    });
                    list.reload();
                }
                Err(problem) => error.set(Some(problem.message())),
            }
        });
    };
    let title = move || match list.selected.with(std::collections::BTreeSet::len) {
        1 => "Revoke 1 tracking link?".to_owned(),
        count => format!("Revoke {count} tracking links?"),
    };
    view! {
        <ConfirmDialog
            open=list.confirm_selected
            title=Signal::derive(title)
            confirm_label="Revoke links"
            danger=true
            busy
            error
            on_confirm=Callback::new(move |()| run(false))
        >
            <p>
                "Their URLs stop working immediately and for good. To get a working link again, a customer needs a new URL."
            </p>
        </ConfirmDialog>
        <ConfirmDialog
            open=list.confirm_all
            title=Signal::derive(move || match list.revocable.get() {
                1 => "Revoke your only tracking link?".to_owned(),
                count => format!("Revoke all {} tracking links?", number(count)),
            })
            confirm_label="Revoke all links"
            danger=true
            busy
            error
            on_confirm=Callback::new(move |()| run(true))
        >
            <p>
                "All your tracking links stop working immediately and for good, including those not shown here. Each customer will need a new URL."
            </p>
        </ConfirmDialog>
    }
}

async fn revoke(list: LinkList, all: bool) -> Result<i64, ApiError> {
    let client: StaffClient = list.staff.client();
    if all {
        return Ok(client.revoke_tracking_links(&BulkRevocation { ids: None, all: Some(true) }).await?.revoked);
    }
    let ids: Vec<_> = list.selected.get_untracked().into_iter().collect();
    let mut revoked = 0;
    for ids in ids.chunks(MOST_AT_ONCE) {
        let revocation = BulkRevocation { ids: Some(ids.to_vec()), all: None };
        revoked += client.revoke_tracking_links(&revocation).await?.revoked;
    }
    Ok(revoked)
}
