//! Several of a few: boxes to tick, all in sight.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::choice::Choice;
use super::mended::until_changed;
use crate::components::id::unique_id;

/// Boxes to tick. What is stored stands beside each label, for people who meet it again elsewhere.
#[component]
pub fn CheckboxField(
    /// What is chosen.
    #[prop(into)]
    legend: String,
    /// The values that are ticked.
    value: RwSignal<BTreeSet<String>>,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// What is wrong with the choice.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
) -> impl IntoView {
    let error_id = unique_id("checks-error");
    let error = until_changed(error, value);
    let described_by = error_id.clone();
    let option = |choice: Choice| {
        let (this, stored) = (choice.value.clone(), choice.value.clone());
        let hint_id = choice.hint.as_ref().map(|_| unique_id("check-hint"));
        let change = move |event| {
            let ticked = event_target_checked(&event);
            value.update(|values| {
                if ticked {
                    values.insert(stored.clone());
                } else {
                    values.remove(&stored);
                }
            });
        };
        view! {
            <div class="tick">
                <label class="tick__label">
                    <input
                        class="tick__control"
                        type="checkbox"
                        value=choice.value.clone()
                        aria-describedby=hint_id.clone()
                        prop:checked=move || value.with(|values| values.contains(&this))
                        on:change=change
                    />
                    <span class="tick__text">{choice.label}</span>
                    <code class="tick__value" aria-hidden="true">
                        {choice.value}
                    </code>
                </label>
                {choice
                    .hint
                    .map(|hint| {
                        view! {
                            <p class="tick__hint" id=hint_id>
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
            <div class="ticks">{choices.into_iter().map(option).collect_view()}</div>
            <p class="field__error" id=error_id aria-live="polite">{move || error.get()}</p>
        </fieldset>
    }
}
