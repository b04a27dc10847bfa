//! What somebody did in the sign-in form of the document while the program was on its way (`scripts/early.js`).

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

use ui::browser;

/// What stood in the form when the program took its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlySignIn {
    /// The email address, as far as it was typed.
    pub email: String,
    /// The password, as far as it was typed.
    pub password: String,
    /// Whether the password had the focus.
    pub is_at_password: bool,
    /// Whether the form was sent.
    pub is_sent: bool,
}

impl EarlySignIn {
    /// Takes it out of the document.
    pub fn take(root: &Element) -> Option<Self> {
        let form = root.query_selector("[data-early] form").ok().flatten()?;
        let field = |name: &str| form.query_selector(&format!("input[name={name}]")).ok().flatten();
        let value = |name| field(name).and_then(|field| Some(field.dyn_into::<HtmlInputElement>().ok()?.value()));
        let active = browser::document().and_then(|document| document.active_element());
        Some(Self {
            email: value("email").unwrap_or_default(),
            password: value("password").unwrap_or_default(),
            is_at_password: active.is_some() && active == field("password"),
            is_sent: form.has_attribute("data-sent"),
        })
    }

    /// Makes it available to the sign-in.
    pub fn provide(early: Option<Self>) {
        provide_context(StoredValue::new(early));
    }

    /// What was done, for the first who asks.
    pub fn expect() -> Option<Self> {
        use_context::<StoredValue<Option<Self>>>().and_then(|early| early.try_update_value(Option::take).flatten())
    }
}
