//! Fields that people type into.

use leptos::prelude::*;

use super::frame::{FieldFrame, FieldFrameProps, FieldIds};
use super::mended::until_changed;
use super::typed::Typed;

/// A line of text.
#[component]
pub fn TextField(
    /// Its label.
    #[prop(into)]
    label: String,
    /// Its value.
    value: RwSignal<String>,
    /// The `type` of the input: `text`, `email`, `tel`, `password`, `search`, `url`, `number`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What to enter.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// For password managers and the browser's suggestions.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Which keyboard a phone shows.
    #[prop(optional)]
    inputmode: Option<&'static str>,
    /// Whether a value is needed.
    #[prop(optional)]
    required: bool,
    /// Whether the label says that no value is needed.
    #[prop(optional)]
    optional: bool,
    /// Whether it can only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The most characters there can be.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let typed = Typed::new(value);
    let error = typed.error(until_changed(error, value));
    let (id, described_by) = (ids.control.clone(), ids.described_by(hint.is_some(), error));
    let control = view! {
        <input
            node_ref=typed.element
            class="field__control"
            id=id
            type=kind
            autocomplete=autocomplete
            inputmode=inputmode
            required=required
            maxlength=maxlength.map(|length| length.to_string())
            disabled=move || disabled.get()
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=described_by
            on:input=move |_| typed.take()
            on:keyup=move |_| typed.take()
            on:change=move |_| typed.take()
            on:blur=move |_| typed.check()
            on:invalid=move |_| typed.check()
        />
    };
    frame(ids, label, hint, error, optional, control)
}

/// Several lines of plain text.
#[component]
pub fn TextArea(
    /// Its label.
    #[prop(into)]
    label: String,
    /// Its value.
    value: RwSignal<String>,
    /// What to enter.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// How many lines are in sight.
    #[prop(default = 4)]
    rows: u32,
    /// Whether a value is needed.
    #[prop(optional)]
    required: bool,
    /// Whether the label says that no value is needed.
    #[prop(optional)]
    optional: bool,
    /// Whether it can only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The most characters there can be.
    #[prop(optional)]
    maxlength: Option<u32>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let error = until_changed(error, value);
    let (id, described_by) = (ids.control.clone(), ids.described_by(hint.is_some(), error));
    let control = view! {
        <textarea
            class="field__control field__control--area"
            id=id
            rows=rows.to_string()
            required=required
            maxlength=maxlength.map(|length| length.to_string())
            disabled=move || disabled.get()
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=described_by
            prop:value=value
            on:input=move |event| value.set(event_target_value(&event))
        ></textarea>
    };
    frame(ids, label, hint, error, optional, control)
}

/// What a [`DateField`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateKind {
    /// A day, `YYYY-MM-DD`.
    #[default]
    Date,
    /// A day and a time of day, `YYYY-MM-DDTHH:MM`, in a zone that the hint names.
    DateTime,
}

/// A day, or a day and a time, in the browser's own picker. An empty value means none.
#[component]
pub fn DateField(
    /// Its label.
    #[prop(into)]
    label: String,
    /// Its value, in the form of its kind.
    value: RwSignal<String>,
    /// Whether it takes a time of day too.
    #[prop(optional)]
    kind: DateKind,
    /// What to enter; for a time, its zone.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the value.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Whether a value is needed.
    #[prop(optional)]
    required: bool,
    /// Whether the label says that no value is needed.
    #[prop(optional)]
    optional: bool,
    /// Whether it can only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// The earliest value, in the form of its kind.
    #[prop(optional, into)]
    min: Option<String>,
    /// The latest value, in the form of its kind.
    #[prop(optional, into)]
    max: Option<String>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let typed = Typed::new(value);
    let error = typed.error(until_changed(error, value));
    let (id, described_by) = (ids.control.clone(), ids.described_by(hint.is_some(), error));
    let control = view! {
        <input
            node_ref=typed.element
            class="field__control"
            id=id
            type=if kind == DateKind::Date { "date" } else { "datetime-local" }
            min=min
            max=max
            required=required
            disabled=move || disabled.get()
            aria-invalid=move || error.with(Option::is_some).then_some("true")
            aria-describedby=described_by
            on:input=move |_| typed.take()
            on:keyup=move |_| typed.take()
            on:change=move |_| typed.take()
            on:blur=move |_| typed.check()
            on:invalid=move |_| typed.check()
        />
    };
    frame(ids, label, hint, error, optional, control)
}

fn frame(
    ids: FieldIds,
    label: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
    optional: bool,
    control: impl IntoView + 'static,
) -> impl IntoView {
    let children: Children = Box::new(move || control.into_any());
    FieldFrame(FieldFrameProps { ids, label, hint, error, optional, children })
}
