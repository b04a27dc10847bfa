//! Where members sign in.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::session::Credentials;
use ui::browser;
use ui::components::{Button, ButtonVariant, Icon, IconName, TextField};

use crate::app::complaint::{Complaint, FormComplaint};
use crate::app::early::EarlySignIn;
use crate::app::location::{Go, use_location};
use crate::app::route::{AppPath, known_page};
use crate::app::session::{SessionState, use_session};
use crate::app::title::DocumentTitle;
use crate::client::PublicClient;

/// The sign-in. Whoever is signed in already goes on at once.
#[component]
pub fn SignInPage() -> impl IntoView {
    go_on_when_signed_in();
    let early = EarlySignIn::expect();
    let is_at_password = early.as_ref().is_some_and(|early| early.is_at_password);
    let field = if is_at_password { ".sign-in input[type=password]" } else { ".sign-in input" };
    Effect::new(move || {
        // At once, so that no key that is pressed meanwhile is lost; and in case it is not in the document yet.
        browser::focus(field);
        request_animation_frame(move || {
            if !browser::has_focus(".sign-in") {
                browser::focus(field);
            }
        });
    });
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
                <SignInForm early />
            </div>
        </main>
    }
}

#[component]
fn SignInForm(#[prop(optional_no_strip)] early: Option<EarlySignIn>) -> impl IntoView {
    let session = use_session();
    let is_sent = early.as_ref().is_some_and(|early| early.is_sent);
    let (email, password) = early.map(|early| (early.email, early.password)).unwrap_or_default();
    let (email, password) = (RwSignal::new(email), RwSignal::new(password));
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None::<Complaint>);
    let sign_in = move || {
        if busy.get_untracked() {
            return;
        }
        let credentials =
            Credentials { email: email.get_untracked().trim().to_owned(), password: password.get_untracked() };
        if credentials.email.is_empty() || credentials.password.is_empty() {
            error.set(Some("Enter your email address and your password.".into()));
            return;
        }
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            match PublicClient.sign_in(&credentials).await {
                Ok(client) => session.signed_in(client),
                Err(problem) => {
                    error.try_set(Some((&problem).into()));
                    busy.try_set(false);
                    browser::focus(".sign-in input[type=password]");
                }
            }
        });
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        sign_in();
    };
    if is_sent {
        sign_in();
    }
    // The browser's own bubbles would hide the sentences of this page: `novalidate`.
    view! {
        <form class="stack" method="post" novalidate on:submit=submit>
            <FormComplaint complaint=error />
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
    let location = use_location();
    let next = location.query().with_untracked(|query| query.get("next"));
    Effect::new(move || {
        if let SessionState::SignedIn(client) = session.state()
            && !client.has_ended()
        {
            let page =
                next.as_deref().and_then(known_page).map_or_else(|| AppPath::Vehicles.to_string(), str::to_owned);
            location.go(&page, Go::Instead);
        }
    });
}
