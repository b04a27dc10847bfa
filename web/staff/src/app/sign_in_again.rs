//! Signing in again over a page with something unsaved, after the session has ended.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::browser;
use ui::components::{Button, ButtonVariant, Dialog, TextField, on_open};

use super::complaint::{Complaint, FormComplaint};
use super::session::Staff;

/// Asks for the password of whoever is signed in; then the requests that wait go on. Whoever closes it keeps what is on the page, and is
/// asked again at the next request.
#[component]
pub fn SignInAgain(
    /// Who was signed in.
    staff: Staff,
    /// Whether they are asked.
    open: RwSignal<bool>,
) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None::<Complaint>));
    on_open(open, move || {
        password.set(String::new());
        failure.set(None);
    });
    let sign_in = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        if password.with_untracked(String::is_empty) {
            failure.set(Some("Enter your password.".into()));
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            if let Err(error) = staff.client().sign_in_again(password.get_untracked()).await {
                failure.try_set(Some((&error).into()));
                browser::focus(".sign-in-again input[type=password]");
            }
            busy.try_set(false);
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| staff.client().end())>"Sign out"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=sign_in>
                "Sign in"
            </Button>
        }
    };
    view! {
        <Dialog open title="Sign in again" on_close_request=Callback::new(move |()| open.set(false)) footer=footer>
            <form
                class="sign-in-again stack"
                method="post"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    sign_in.run(());
                }
            >
                <p>"Your session has ended. Sign in again to go on: what you typed is still here."</p>
                <FormComplaint complaint=failure />
                <p>
                    <strong>{move || staff.member().email}</strong>
                </p>
                <input type="email" autocomplete="username" hidden readonly prop:value=move || staff.member().email />
                <TextField
                    label="Password"
                    kind="password"
                    autocomplete="current-password"
                    required=true
                    value=password
                />
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}
