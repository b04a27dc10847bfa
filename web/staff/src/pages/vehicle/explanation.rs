//! Why the ETA is another, as staff say it and customers read it.

use leptos::prelude::*;
use shared::eta::EtaReason;
use ui::components::{Choice, RadioField, SelectField, TextField};

/// The most characters of a remark.
const REMARK_MAX: u32 = 200;

/// What is set.
#[derive(Clone, Copy)]
pub(super) struct Explanation {
    reason: RwSignal<String>,
    remark: RwSignal<String>,
}

impl Explanation {
    pub(super) fn new() -> Self {
        Self { reason: RwSignal::new(String::new()), remark: RwSignal::new(String::new()) }
    }

    pub(super) fn clear(self) {
        self.reason.set(String::new());
        self.remark.set(String::new());
    }

    /// The reason; reactive.
    pub(super) fn reason(self) -> Option<EtaReason> {
        self.reason.with(|reason| EtaReason::parse(reason))
    }

    /// What was added in words; reactive.
    pub(super) fn remark(self) -> Option<String> {
        self.remark.with(|remark| Some(remark.trim().to_owned())).filter(|remark| !remark.is_empty())
    }

    /// What goes with a change that moves the ETA, or does not.
    pub(super) fn of_move(self, moves: bool) -> (Option<EtaReason>, Option<String>) {
        untrack(|| if moves { (self.reason(), self.remark()) } else { (None, None) })
    }
}

fn choices() -> Vec<Choice> {
    let reasons = EtaReason::ALL.map(|reason| Choice::new(reason.as_str(), reason.label()));
    std::iter::once(Choice::new("", "No reason given")).chain(reasons).collect()
}

#[component]
fn Remark(explanation: Explanation) -> impl IntoView {
    view! {
        <TextField
            label="In your words"
            optional=true
            maxlength=REMARK_MAX
            value=explanation.remark
            hint="One sentence, which the customer reads as you write it."
        />
    }
}

/// Asks why the ETA is another, once it is.
#[component]
pub(super) fn ExplanationFields(
    /// What is set.
    explanation: Explanation,
    /// Whether the ETA is another.
    shown: Signal<bool>,
) -> impl IntoView {
    view! {
        <Show when=move || shown.get()>
            <SelectField
                label="Reason for the new arrival date"
                value=explanation.reason
                choices=choices()
                hint="The customer reads it on the tracking page."
            />
            <Remark explanation />
        </Show>
    }
}

/// The reasons, all in sight: one press is enough.
#[component]
pub(super) fn Explain(
    /// What is set.
    explanation: Explanation,
) -> impl IntoView {
    view! {
        <div class="eta__reasons">
            <RadioField legend="Reason" value=explanation.reason choices=choices() />
        </div>
        <Remark explanation />
    }
}
