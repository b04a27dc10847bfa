//! Letting the links work again after a backup was restored.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::Role;
use ui::components::{Banner, Button, ButtonVariant, ConfirmDialog};

use super::list::LinkList;

/// What an admin does after a restore, and the question before it; nothing at any other time.
#[component]
pub(super) fn Resume(list: LinkList) -> impl IntoView {
    let asked = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let run = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let answer = list.staff.client().resume_tracking_links().await;
            if busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(()) => {
                    asked.set(false);
                    list.toasts.success("The tracking links are working again.".to_owned());
                    list.reload();
                }
                Err(problem) => error.set(Some(problem.message())),
            }
        });
    });
    let waits = Memo::new(move |_| list.staff.restored() && list.staff.can(Role::Admin));
    view! {
        {move || {
            waits
                .get()
                .then(|| {
                    view! {
                        <div class="links-resume">
                            <Banner title="Before you resume the links">
                                <ol class="links-resume__steps">
                                    <li>
                                        "Revoke every link that was revoked after the backup was made. Otherwise its old URL opens again."
                                    </li>
                                    <li>
                                        "Regenerate every link that was regenerated after the backup was made. Its newer URL is lost, so the customer needs another one."
                                    </li>
                                    <li>
                                        "Check members, API keys and webhooks in the settings too. API keys and webhooks resume together with the links."
                                    </li>
                                </ol>
                                <Button
                                    variant=ButtonVariant::Primary
                                    on_press=Callback::new(move |()| {
                                        error.set(None);
                                        asked.set(true);
                                    })
                                >
                                    "Resume links"
                                </Button>
                            </Banner>
                        </div>
                    }
                })
        }}
        <ConfirmDialog
            open=asked
            title="Resume all tracking links?"
            confirm_label="Resume links"
            busy
            error
            on_confirm=run
        >
            <p>
                "Every active link opens again at the URL that the customer has. API keys and webhooks resume too. First revoke everything that must stay off."
            </p>
        </ConfirmDialog>
    }
}
