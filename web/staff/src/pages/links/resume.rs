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
                    list.toasts.success("The tracking links work again.".to_owned());
                    list.reload();
                }
                Err(problem) => error.set(Some(problem.message())),
            }
        });
    });
    let waits = Memo::new(move |_| list.staff.restored() && list.staff.can(Role::Admin));
    view! {
        {move || waits.get().then(|| view! {
            <div class="links-resume">
                <Banner title="Before the links work again">
                    <ol class="links-resume__steps">
                        <li>"Revoke the links that had been revoked after the backup was made: with them old URLs would open again."</li>
                        <li>"Regenerate those whose URL had been replaced: the newer URL is not known any more, so the customer needs another one."</li>
                        <li>"Look through members, API keys and webhooks in the settings in the same way: keys work and events are sent again together with the links."</li>
                    </ol>
                    <Button variant=ButtonVariant::Primary on_press=Callback::new(move |()| { error.set(None); asked.set(true); })>
                        "Let links work again"
                    </Button>
                </Banner>
            </div>
        })}
        <ConfirmDialog open=asked title="Let all tracking links work again?" confirm_label="Let links work again" busy error
            on_confirm=run>
            <p>"Every active link opens its page again, with the URL that the customer has. API keys and webhooks work again too. Revoke first what must stay off."</p>
        </ConfirmDialog>
    }
}
