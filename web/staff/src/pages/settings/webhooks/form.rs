//! The form about a webhook endpoint, for a new one and for one that changes.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::webhook::{EventType, WebhookEndpoint};
use ui::browser;
use ui::components::{CheckboxField, Choice, RadioField, TextField, until_changed};

use super::words;
use crate::app::complaint::{FormComplaint, complaint_of};
use crate::client::ApiError;
use crate::pages::settings::field_error;

const ALL: &str = "all";
const CHOSEN: &str = "chosen";

/// What people enter.
#[derive(Clone, Copy)]
pub(super) struct EndpointForm {
    url: RwSignal<String>,
    description: RwSignal<String>,
    /// [`ALL`] or [`CHOSEN`].
    which: RwSignal<String>,
    events: RwSignal<BTreeSet<String>>,
    url_missing: RwSignal<bool>,
    nothing_chosen: RwSignal<bool>,
    error: RwSignal<Option<ApiError>>,
}

/// What the fields say.
pub(super) struct Entered {
    pub(super) url: String,
    pub(super) description: String,
    /// Empty for all.
    pub(super) event_types: Vec<EventType>,
}

impl EndpointForm {
    pub(super) fn new() -> Self {
        Self {
            url: RwSignal::new(String::new()),
            description: RwSignal::new(String::new()),
            which: RwSignal::new(ALL.to_owned()),
            events: RwSignal::new(BTreeSet::new()),
            url_missing: RwSignal::new(false),
            nothing_chosen: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Puts in an endpoint, or nothing.
    pub(super) fn fill(self, endpoint: Option<&WebhookEndpoint>) {
        let events: BTreeSet<_> =
            endpoint.iter().flat_map(|endpoint| &endpoint.event_types).map(|kind| kind.as_str().to_owned()).collect();
        self.url.set(endpoint.map(|endpoint| endpoint.url.clone()).unwrap_or_default());
        self.description.set(endpoint.map(|endpoint| endpoint.description.clone()).unwrap_or_default());
        self.which.set(if events.is_empty() { ALL } else { CHOSEN }.to_owned());
        self.events.set(events);
        self.clear_errors();
    }

    /// What the fields say, if it can be sent; else they say why not.
    pub(super) fn read(self) -> Option<Entered> {
        self.clear_errors();
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let (url, description) = (text(self.url), text(self.description));
        let all = self.which.with_untracked(|which| which != CHOSEN);
        let chosen = |kind: &EventType| self.events.with_untracked(|events| events.contains(kind.as_str()));
        let event_types: Vec<_> =
            if all { Vec::new() } else { EventType::ALL.iter().copied().filter(chosen).collect() };
        self.url_missing.set(url.is_empty());
        self.nothing_chosen.set(!all && event_types.is_empty());
        if url.is_empty() || (!all && event_types.is_empty()) {
            focus_first_issue();
            return None;
        }
        Some(Entered { url, description, event_types })
    }

    /// Shows why the server refused.
    pub(super) fn show(self, error: ApiError) {
        self.error.set(Some(error));
        focus_first_issue();
    }

    fn clear_errors(self) {
        self.url_missing.set(false);
        self.nothing_chosen.set(false);
        self.error.set(None);
    }

    fn url_error(self) -> Signal<Option<String>> {
        let refused = field_error(self.error, "/url");
        Signal::derive(move || {
            if self.url_missing.get() { Some("Enter the URL of the receiver.".to_owned()) } else { refused.get() }
        })
    }

    fn events_error(self) -> Signal<Option<String>> {
        let refused = field_error(self.error, "/event_types");
        let error = Signal::derive(move || {
            if self.nothing_chosen.get() { Some("Tick at least one event.".to_owned()) } else { refused.get() }
        });
        // What is ticked mends it as well as what the field itself chooses.
        until_changed(error, Signal::derive(move || (self.which.get(), self.events.get())))
    }
}

/// The fields.
#[component]
pub(super) fn EndpointFields(form: EndpointForm) -> impl IntoView {
    let which = vec![
        Choice::new(ALL, "All events").hint("Including types that are added later."),
        Choice::new(CHOSEN, "Only some events"),
    ];
    let chosen = Memo::new(move |_| form.which.with(|which| which == CHOSEN));
    let areas = move || {
        let area = |(legend, choices)| view! { <CheckboxField legend value=form.events choices /> };
        view! { <div class="stack">{words::event_choices().into_iter().map(area).collect_view()}</div> }
    };
    view! {
        <FormComplaint complaint=complaint_of(form.error) />
        <TextField
            label="URL"
            kind="url"
            inputmode="url"
            autocomplete="off"
            maxlength=500
            required=true
            value=form.url
            hint="Starts with https:// and can be reached from the internet."
            error=form.url_error()
        />
        <TextField
            label="Description"
            autocomplete="off"
            maxlength=200
            optional=true
            value=form.description
            hint="Which program receives the events."
            error=field_error(form.error, "/description")
        />
        <RadioField legend="Which events to send" value=form.which choices=which error=form.events_error() />
        <Show when=move || chosen.get()>{areas()}</Show>
    }
}

/// Leads to what has to be put right, once it is marked.
fn focus_first_issue() {
    request_animation_frame(|| browser::focus("dialog[open] [aria-invalid=true], dialog[open] .tick__control"));
}
