//! The answer to an invitation: whoever has the one-time link chooses a password and is signed in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::InvitationAcceptance;
use ui::browser;
use ui::components::{Banner, Button, ButtonVariant, Icon, IconName, TextField, Tone, until_changed};

use crate::app::complaint::{FormComplaint, complaint_of};
use crate::app::location::{Go, use_location};
use crate::app::route::AppPath;
use crate::app::session::use_session;
use crate::app::title::DocumentTitle;
use crate::client::{ApiError, PublicClient};

/// Accepting an invitation.
#[component]
pub fn InvitePage() -> impl IntoView {
    // The token stands behind `#`, which no server ever gets to see.
    let token = browser::fragment();
    view! {
        <DocumentTitle text="Join ImportOps" />
        <main class="sign-in">
            <div class="sign-in__card card">
                <p class="sign-in__brand">
                    <span class="shell__mark">
                        <Icon name=IconName::Ship />
                    </span>
                    "ImportOps"
                </p>
                <h1 class="sign-in__title" tabindex="-1">
                    "Join ImportOps"
                </h1>
                {if token.is_empty() {
                    view! { <Incomplete /> }.into_any()
                } else {
                    view! { <InviteForm token /> }.into_any()
                }}
            </div>
        </main>
    }
}

#[component]
fn Incomplete() -> impl IntoView {
    view! {
        <div class="stack">
            <Banner tone=Tone::Warning title="This invitation link is incomplete.">
                "Open the full link that you were sent, or ask an admin for a new one."
            </Banner>
            <p>
                <a href=AppPath::SignIn.to_string()>"Go to sign-in"</a>
            </p>
        </div>
    }
}

#[component]
fn InviteForm(token: String) -> impl IntoView {
    let session = use_session();
    let location = use_location();
    let (password, repeated) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let repeat_error = RwSignal::new(None::<String>);
    let error = RwSignal::new(None::<ApiError>);
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let same = password.get_untracked() == repeated.get_untracked();
        repeat_error.set((!same).then(|| "The passwords do not match.".to_owned()));
        error.set(None);
        if !same {
            return;
        }
        busy.set(true);
        let acceptance = InvitationAcceptance { token: token.clone(), password: password.get_untracked() };
        spawn_local(async move {
            match PublicClient.accept_invitation(&acceptance).await {
                Ok(client) => {
                    session.signed_in(client);
                    // In the place of this page, so that the used link does not stay in the history.
                    location.go(&AppPath::Vehicles.to_string(), Go::Instead);
                }
                Err(problem) => {
                    error.try_set(Some(problem));
                    busy.try_set(false);
                }
            }
        });
    };
    let password_error =
        Signal::derive(move || error.with(|error| error.as_ref().and_then(|error| error.field("/password"))));
    view! {
        <form class="stack" method="post" novalidate on:submit=submit>
            <p class="muted">"Choose a password to sign in with."</p>
            <FormComplaint complaint=complaint_of(error) />
            <TextField
                label="Password"
                kind="password"
                autocomplete="new-password"
                required=true
                hint="At least 12 characters."
                value=password
                error=password_error
            />
            <TextField
                label="Repeat the password"
                kind="password"
                autocomplete="new-password"
                required=true
                value=repeated
                error=until_changed(repeat_error, Signal::derive(move || (password.get(), repeated.get())))
            />
            <Button kind="submit" variant=ButtonVariant::Primary busy>
                "Join"
            </Button>
        </form>
    }
}
