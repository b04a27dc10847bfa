//! Keeps what was typed into a dialog from being lost unasked: to Escape, a press beside it, its close button, Back, a reload.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::browser;
use crate::components::button::{Button, ButtonVariant};
use crate::unsaved;

/// What a person fills in; not what only narrows a list.
const FIELDS: &str = ".dialog__body :is(input:not([type=file], [type=hidden], [type=search], [role=combobox], [readonly]), select, textarea:not([readonly]))";

/// What stood in the fields of one dialog before somebody typed.
#[derive(Clone, Copy)]
pub(super) struct Guard {
    before: StoredValue<Vec<(Element, String)>, LocalStorage>,
    /// Whether the question is in sight.
    pub(super) asking: RwSignal<bool>,
}

impl Guard {
    /// Of the dialog that is open while `open` is true. Without `asks` its owner says whether anything would be lost.
    pub(super) fn new(open: RwSignal<bool>, asks: bool) -> Self {
        let guard = Self { before: StoredValue::new_local(Vec::new()), asking: RwSignal::new(false) };
        if asks {
            unsaved::keep(move || open.try_get_untracked() == Some(true) && guard.is_typed());
        }
        guard
    }

    /// Forgets what was there the last time.
    pub(super) fn start(self) {
        self.before.set_value(Vec::new());
        self.asking.set(false);
    }

    /// Notes what stands in every field of the dialog, now that it has been filled.
    pub(super) fn note_all(self, dialog: &HtmlDialogElement) {
        let Ok(fields) = dialog.query_selector_all(FIELDS) else { return };
        for field in (0..fields.length()).filter_map(|index| fields.item(index)?.dyn_into().ok()) {
            self.note(field);
        }
    }

    /// Notes what stands in a field that came later, before somebody types into it.
    pub(super) fn note_focused(self, event: &ev::FocusEvent) {
        let field = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(field) = field.filter(|field| matches!(field.matches(FIELDS), Ok(true))) {
            self.note(field);
        }
    }

    fn note(self, field: Element) {
        self.before.try_update_value(|before| {
            if before.iter().all(|(known, _)| *known != field) {
                let value = value_of(&field);
                before.push((field, value));
            }
        });
    }

    /// Whether a field holds something else than before.
    pub(super) fn is_typed(self) -> bool {
        let differs = |(field, value): &(Element, String)| field.is_connected() && value_of(field) != *value;
        self.before.try_with_value(|before| before.iter().any(differs)) == Some(true)
    }
}

fn value_of(field: &Element) -> String {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        return if matches!(input.type_().as_str(), "checkbox" | "radio") {
            input.checked().to_string()
        } else {
            input.value()
        };
    }
    let select = field.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value);
    select.or_else(|| field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value)).unwrap_or_default()
}

/// The question, in the place of the actions.
#[component]
pub(super) fn Question(guard: Guard, open: RwSignal<bool>) -> impl IntoView {
    request_animation_frame(|| browser::focus(".dialog__question .button"));
    view! {
        <div class="dialog__footer dialog__question" role="alert">
            <p>"What you typed has not been saved."</p>
            <Button on_press=Callback::new(move |()| guard.asking.set(false))>"Keep editing"</Button>
            <Button variant=ButtonVariant::Danger on_press=Callback::new(move |()| open.set(false))>
                "Discard changes"
            </Button>
        </div>
    }
}
