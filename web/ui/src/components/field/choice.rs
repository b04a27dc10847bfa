//! Fields that people choose in.

use leptos::html;
use leptos::prelude::*;

use super::frame::{FieldFrame, FieldIds};
use super::mended::until_changed;
use crate::components::id::unique_id;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What people read.
    pub label: String,
    /// What it means, where the label alone does not say it.
    pub hint: Option<String>,
    /// Whether it cannot be chosen; the hint says why.
    pub disabled: bool,
}

impl Choice {
    /// A choice without a hint.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, disabled: false }
    }

    /// The choice with a hint.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The choice as one that cannot be made, with the reason.
    #[must_use]
    pub fn impossible(self, reason: impl Into<String>) -> Self {
        Self { hint: Some(reason.into()), disabled: true, ..self }
    }
}

/// A choice among many: the browser's own list.
#[component]
pub fn SelectField(
    /// Its label.
    #[prop(into)]
    label: String,
    /// The value of the choice.
    value: RwSignal<String>,
    /// What there is to choose.
    #[prop(into)]
    choices: Signal<Vec<Choice>>,
    /// What to choose.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it can only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Whether only screen readers get the label, because the place says enough to everybody else.
    #[prop(optional)]
    hide_label: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let error = until_changed(error, value);
    let (id, described_by) = (ids.control.clone(), ids.described_by(hint.is_some(), error));
    let element = NodeRef::<html::Select>::new();
    // What is chosen is a property of the list: the attribute of an option counts only until a person has chosen.
    Effect::new(move || {
        choices.track();
        let (Some(select), chosen) = (element.get(), value.get()) else { return };
        if select.value() != chosen {
            select.set_value(&chosen);
        }
    });
    let options = move || {
        let chosen = value.get_untracked();
        let option = |choice: Choice| {
            let selected = choice.value == chosen;
            view! {
                <option value=choice.value prop:selected=selected>
                    {choice.label}
                </option>
            }
        };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="select" class:select--bare=hide_label>
            <FieldFrame ids label hint error optional=false>
                <select
                    node_ref=element
                    class="field__control field__control--select"
                    id=id
                    disabled=move || disabled.get()
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    aria-describedby=described_by
                    on:change=move |event| value.set(event_target_value(&event))
                >
                    {options}
                </select>
            </FieldFrame>
        </div>
    }
}

/// One choice among a few, all in sight. Nothing is chosen while the value is empty.
#[component]
pub fn RadioField(
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// The value of the choice.
    value: RwSignal<String>,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether it can only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let name = unique_id("radio");
    let error = until_changed(error, value);
    let error_id = format!("{name}-error");
    let described_by = error_id.clone();
    let option = |choice: Choice| {
        let (this, stored) = (choice.value.clone(), choice.value.clone());
        let hint_id = choice.hint.as_ref().map(|_| unique_id("radio-hint"));
        view! {
            <div class="radio">
                <label class="radio__label">
                    <input
                        class="radio__control"
                        type="radio"
                        name=name.clone()
                        value=choice.value
                        disabled=move || choice.disabled || disabled.get()
                        aria-describedby=hint_id.clone()
                        prop:checked=move || value.with(|value| *value == this)
                        on:change=move |_| value.set(stored.clone())
                    />
                    <span>{choice.label}</span>
                </label>
                {choice
                    .hint
                    .map(|hint| {
                        view! {
                            <p class="radio__hint" id=hint_id>
                                {hint}
                            </p>
                        }
                    })}
            </div>
        }
    };
    view! {
        <fieldset class="field" class:field--invalid=move || error.with(Option::is_some) aria-describedby=described_by>
            <legend class="field__label">{legend}</legend>
            <div class="radio-group">{choices.into_iter().map(option).collect_view()}</div>
            <p class="field__error" id=error_id aria-live="polite">
                {move || error.get()}
            </p>
        </fieldset>
    }
}

/// A checkbox that looks like a switch: it is ticked or not, and saved with the form around it.
#[component]
pub fn Switch(
    /// Its label.
    #[prop(into)]
    label: String,
    /// Whether it is on.
    #[prop(into)]
    checked: Signal<bool>,
    /// What to do when a person switches it on or off.
    on_change: Callback<bool>,
    /// What it does.
    #[prop(optional_no_strip)]
    hint: Option<&'static str>,
    /// Whether it can only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let hint_id = hint.map(|_| unique_id("switch-hint"));
    view! {
        <div class="switch">
            <label class="switch__label">
                <span class="switch__text">{label}</span>
                <input
                    class="switch__control"
                    type="checkbox"
                    disabled=move || disabled.get()
                    aria-describedby=hint_id.clone()
                    prop:checked=checked
                    on:change=move |event| on_change.run(event_target_checked(&event))
                />
                <span class="switch__track" aria-hidden="true"></span>
            </label>
            {hint
                .map(|hint| {
                    view! {
                        <p class="switch__hint" id=hint_id>
                            {hint}
                        </p>
                    }
                })}
        </div>
    }
}
