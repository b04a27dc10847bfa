//! Creating an API key.

use std::collections::BTreeSet;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api_key::{CreatedApiKey, NewApiKey, Scope};
use ui::browser;
use ui::components::{Button, ButtonVariant, CheckboxField, Dialog, DialogVariant, Secret, TextField, on_open};

use super::expiry::{Expiry, ExpiryField};
use super::keys::Keys;
use super::scopes;
use crate::app::complaint::{FormComplaint, complaint_of};
use crate::client::ApiError;
use crate::pages::settings::field_error;

/// Asks for name, expiry and scopes; then hands the secret over to be shown.
#[component]
pub(super) fn CreateKeyDialog(open: RwSignal<bool>, keys: Keys) -> impl IntoView {
    let form = KeyForm::new(keys);
    on_open(open, move || form.clear());
    let create = Callback::new(move |()| form.create(open));
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy=form.busy on_press=create>
                "Create key"
            </Button>
        }
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        create.run(());
    };
    view! {
        <Dialog open title="New API key" variant=DialogVariant::Sheet footer=footer>
            <form class="form-groups" novalidate on:submit=submit>
                <FormComplaint complaint=complaint_of(form.error) />
                <TextField
                    label="Name"
                    autocomplete="off"
                    maxlength=80
                    required=true
                    value=form.name
                    hint="What will use it, such as \u{201c}Dealer management system\u{201d}."
                    error=form.name_error()
                />
                <ExpiryField expiry=form.expiry />
                <CheckboxField
                    legend="What it may do"
                    value=form.scopes
                    choices=scopes::choices()
                    error=form.scopes_error
                />
                <p class="muted">
                    "The key acts on your behalf: it can never do more than you can, and it stops working when you are disabled."
                </p>
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}

#[derive(Clone, Copy)]
struct KeyForm {
    keys: Keys,
    name: RwSignal<String>,
    nameless: RwSignal<bool>,
    expiry: Expiry,
    scopes: RwSignal<BTreeSet<String>>,
    scopes_error: RwSignal<Option<String>>,
    error: RwSignal<Option<ApiError>>,
    busy: RwSignal<bool>,
}

impl KeyForm {
    fn new(keys: Keys) -> Self {
        Self {
            keys,
            name: RwSignal::new(String::new()),
            nameless: RwSignal::new(false),
            expiry: Expiry::new(keys.staff),
            scopes: RwSignal::new(BTreeSet::new()),
            scopes_error: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    fn clear(self) {
        self.name.set(String::new());
        self.nameless.set(false);
        self.expiry.clear();
        self.scopes.set(BTreeSet::from([Scope::VehiclesRead.as_str().to_owned()]));
        self.scopes_error.set(None);
        self.error.set(None);
    }

    fn name_error(self) -> Signal<Option<String>> {
        let refused = field_error(self.error, "/name");
        Signal::derive(move || {
            if self.nameless.get() {
                Some("Enter a name that says what the key is for.".to_owned())
            } else {
                refused.get()
            }
        })
    }

    /// The key to make, if the fields can be read; else they say why not.
    fn read(self) -> Option<NewApiKey> {
        let name = self.name.with_untracked(|name| name.trim().to_owned());
        let scopes: Vec<_> = self
            .scopes
            .with_untracked(|scopes| Scope::ALL.into_iter().filter(|s| scopes.contains(s.as_str())).collect());
        let expires_at = self.expiry.read();
        self.nameless.set(name.is_empty());
        self.scopes_error.set(scopes.is_empty().then(|| "Tick at least one.".to_owned()));
        self.error.set(None);
        if name.is_empty() || scopes.is_empty() {
            return None;
        }
        Some(NewApiKey { name, scopes: Some(scopes), expires_at: expires_at? })
    }

    fn create(self, open: RwSignal<bool>) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(key) = self.read() else { return focus_first_issue() };
        self.busy.set(true);
        spawn_local(async move {
            let answer = self.keys.staff.client().create_api_key(&key).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(created) => {
                    open.set(false);
                    self.keys.secret.set(Some(secret_of(created)));
                    self.keys.reload();
                }
                Err(problem) => {
                    if let Some(sentence) = problem.field("/expires_at") {
                        self.expiry.refuse(sentence);
                    }
                    self.scopes_error.set(problem.field("/scopes"));
                    self.error.set(Some(problem));
                    focus_first_issue();
                }
            }
        });
    }
}

fn secret_of(created: CreatedApiKey) -> Secret {
    Secret {
        title: format!("Key for {}", created.api_key.name),
        label: "API key",
        text: created.secret,
        explanation: "Enter this key in the program that will use it. The program sends it with every request, as \u{201c}Authorization: Bearer\u{201d} followed by the key.".to_owned(),
    }
}

/// Leads to what has to be put right, once it is marked.
fn focus_first_issue() {
    request_animation_frame(|| {
        browser::focus("dialog[open] [aria-invalid=true], dialog[open] .field--invalid input");
    });
}
