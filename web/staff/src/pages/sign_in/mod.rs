//! Where members sign in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::session::Credentials;
use ui::browser;
use ui::components::{Banner, Button, ButtonVariant, Icon, IconName, TextField, Tone};

use crate::app::route::{AppPath, known_page};
use crate::app::session::{SessionState, use_session};
use crate::app::title::DocumentTitle;
use crate::client::PublicClient;

/// The sign-in. Whoever is signed in already goes on at once.
#[component]
pub fn SignInPage() -> impl IntoView {
    go_on_when_signed_in();
    Effect::new(|| request_animation_frame(|| browser::focus(".sign-in input")));
    view! {
        <DocumentTitle text=AppPath::SignIn.title() />
        <main class="sign-in">
            <div class="sign-in__card card">
                <p class="sign-in__brand">
                    <span class="shell__mark">
                        <Icon name=IconName::Ship />
                    </span>
                    "ImportOps"
                </p>
                <h1 class="sign-in__title" tabindex="-1">
                    "Sign in"
                </h1>
                <SignInForm />
            </div>
        </main>
    }
}

#[component]
fn SignInForm() -> impl IntoView {
    let session = use_session();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let credentials =
            Credentials { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        if credentials.email.is_empty() || credentials.password.is_empty() {
            error.set(Some("Enter your email address and your password.".to_owned()));
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            match PublicClient::new().sign_in(&credentials).await {
                Ok(client) => session.signed_in(client),
                Err(problem) => {
                    error.try_set(Some(problem.message()));
                    busy.try_set(false);
                    browser::focus(".sign-in input[type=password]");
                }
            }
        });
    };
    // The browser's own bubbles would hide the sentences of this page: `novalidate`.
    view! {
        <form class="stack" method="post" novalidate on:submit=submit>
            {move || error.get().map(|error| view! { <Banner tone=Tone::Danger>{error}</Banner> })}
            <TextField
                label="Email address"
                kind="email"
                autocomplete="username"
                inputmode="email"
                required=true
                value=email
            />
            <TextField label="Password" kind="password" autocomplete="current-password" required=true value=password />
            <Button kind="submit" variant=ButtonVariant::Primary busy>
                "Sign in"
            </Button>
        </form>
    }
}

fn go_on_when_signed_in() {
    let session = use_session();
    let next = use_query_map().with_untracked(|query| query.get("next"));
    let navigate = use_navigate();
    Effect::new(move || {
        if let SessionState::SignedIn(client) = session.state()
            && !client.has_ended()
        {
            let page =
                next.as_deref().and_then(known_page).map_or_else(|| AppPath::Vehicles.to_string(), str::to_owned);
            navigate(&page, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    });
}
