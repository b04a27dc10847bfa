//! What the fields share: the frame around a control, and the ids that tie it together.

use leptos::prelude::*;

use crate::components::id::unique_id;

/// The ids that tie a control to its hint and its error.
#[derive(Clone)]
pub(super) struct FieldIds {
    pub(super) control: String,
    pub(super) hint: String,
    pub(super) error: String,
}

impl FieldIds {
    pub(super) fn new() -> Self {
        let control = unique_id("field");
        Self { hint: format!("{control}-hint"), error: format!("{control}-error"), control }
    }

    /// `aria-describedby`: the error first, for it is what matters now.
    pub(super) fn described_by(
        &self,
        has_hint: bool,
        error: Signal<Option<String>>,
    ) -> impl Fn() -> Option<String> + use<> {
        let Self { hint, error: error_id, .. } = self.clone();
        move || match (error.with(Option::is_some), has_hint) {
            (true, true) => Some(format!("{error_id} {hint}")),
            (true, false) => Some(error_id.clone()),
            (false, true) => Some(hint.clone()),
            (false, false) => None,
        }
    }
}

/// The frame of a field: label above, control, then error and hint.
#[component]
pub(super) fn FieldFrame(
    ids: FieldIds,
    label: String,
    #[prop(optional_no_strip)] hint: Option<String>,
    error: Signal<Option<String>>,
    optional: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:field--invalid=move || error.with(Option::is_some)>
            <label class="field__label" for=ids.control>
                {label}
                {optional.then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            {children()}
            <p class="field__error" id=ids.error aria-live="polite">{move || error.get()}</p>
            {hint.map(|hint| view! { <p class="field__hint" id=ids.hint>{hint}</p> })}
        </div>
    }
}
