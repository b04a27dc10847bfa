//! Settings → Your account: who is signed in, and a new password.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::app_page::AppPage;
use shared::session::PasswordChange;
use ui::components::{Button, ButtonVariant, Copyable, Switch, TextField, Toasts, until_changed};
use ui::unsaved;

use super::{SettingsFrame, field_error};
use crate::app::complaint::{FormComplaint, complaint_of};
use crate::app::keyboard::Keyboard;
use crate::app::session::use_staff;
use crate::client::ApiError;
use crate::pages::settings::members::roles::role_label;

/// The own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let staff = use_staff();
    view! {
        <SettingsFrame page=AppPage::AccountSettings>
            <div class="settings__panels">
                <section class="card panel">
                    <h2 class="panel__title">"You"</h2>
                    <dl class="panel__facts">
                        <dt>"Name"</dt>
                        <dd>{move || staff.member().name}</dd>
                        <dt>"Email address"</dt>
                        <dd>{move || staff.member().email}</dd>
                        <dt>"Role"</dt>
                        <dd>{move || role_label(staff.member().role)}</dd>
                        <dt>"Company"</dt>
                        <dd>{move || staff.organization().name}</dd>
                        <dt>"Member ID"</dt>
                        <dd>
                            <Copyable what="member ID" text=staff.member().id.to_string() />
                        </dd>
                    </dl>
                </section>
                <KeyboardPanel />
                <PasswordPanel />
            </div>
        </SettingsFrame>
    }
}

/// Whether single keys are shortcuts, in this browser.
#[component]
fn KeyboardPanel() -> impl IntoView {
    let keyboard = Keyboard::expect();
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Keyboard"</h2>
            <div class="stack">
                <Switch
                    label="Single-key shortcuts"
                    hint=Some(
                        "\u{201c}/\u{201d} searches, \u{201c}n\u{201d} starts a new vehicle, \u{201c}?\u{201d} lists all shortcuts. Turn this off if you dictate, or if keys are pressed by accident. This browser remembers it.",
                    )
                    checked=Signal::derive(move || keyboard.single_keys.are_on())
                    on_change=Callback::new(move |on| keyboard.single_keys.turn(on))
                />
                <div>
                    <Button on_press=Callback::new(move |()| keyboard.help.set(true))>"Show all shortcuts"</Button>
                </div>
            </div>
        </section>
    }
}

#[component]
fn PasswordPanel() -> impl IntoView {
    let staff = use_staff();
    let toasts = Toasts::expect();
    let text = || RwSignal::new(String::new());
    let (current, new, repeated) = (text(), text(), text());
    let repeat_error = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let fields = [current, new, repeated];
    unsaved::keep(move || fields.iter().any(|field| field.try_with_untracked(String::is_empty) == Some(false)));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let same = new.get_untracked() == repeated.get_untracked();
        repeat_error.set((!same).then(|| "The passwords do not match.".to_owned()));
        error.set(None);
        if !same {
            return;
        }
        busy.set(true);
        let change = PasswordChange { current_password: current.get_untracked(), new_password: new.get_untracked() };
        spawn_local(async move {
            match staff.client().change_password(&change).await {
                Ok(()) => {
                    for field in fields {
                        field.try_set(String::new());
                    }
                    toasts.success("Your password was changed. Sign in with the new one.");
                }
                Err(problem) => {
                    error.try_set(Some(problem));
                    busy.try_set(false);
                }
            }
        });
    };
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Password"</h2>
            <p class="panel__text">"Changing it signs you out on every device, including this one."</p>
            <form class="stack" method="post" novalidate on:submit=submit>
                <FormComplaint complaint=complaint_of(error) />
                <input type="email" autocomplete="username" hidden readonly prop:value=move || staff.member().email />
                <TextField
                    label="Current password"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                    value=current
                    error=field_error(error, "/current_password")
                />
                <TextField
                    label="New password"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                    hint="At least 12 characters."
                    value=new
                    error=field_error(error, "/new_password")
                />
                <TextField
                    label="Repeat the new password"
                    kind="password"
                    autocomplete="new-password"
                    required=true
                    value=repeated
                    error=until_changed(repeat_error, Signal::derive(move || (new.get(), repeated.get())))
                />
                <div>
                    <Button kind="submit" variant=ButtonVariant::Primary busy>
                        "Change password"
                    </Button>
                </div>
            </form>
        </section>
    }
}
