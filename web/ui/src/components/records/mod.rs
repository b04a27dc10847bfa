//! Records: a list of things that have a name, a state, a few facts and actions. One markup for desktop and phone.

use leptos::prelude::*;

/// One thing in a `<ul class="records card">`.
#[component]
pub fn Record(
    /// Its name, as text or a link.
    #[prop(into)]
    name: ViewFn,
    /// Whether it stands below a heading of its list.
    #[prop(optional)]
    nested: bool,
    /// Its state, beside the name.
    #[prop(into)]
    state: ViewFn,
    /// What can be done with it.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// What is known about it.
    children: Children,
) -> impl IntoView {
    view! {
        <li class="record">
            <div class="record__head">
                {if nested {
                    view! { <h3 class="record__name">{name.run()}</h3> }.into_any()
                } else {
                    view! { <h2 class="record__name">{name.run()}</h2> }.into_any()
                }} {state.run()}
            </div>
            {actions.map(|actions| view! { <div class="record__actions">{actions.run()}</div> })}
            <div class="record__body">{children()}</div>
        </li>
    }
}

/// Short codes in frames, such as scopes.
#[component]
pub fn Chips(
    /// What they are, for screen readers.
    label: &'static str,
    /// The codes.
    codes: Vec<&'static str>,
) -> impl IntoView {
    // A list without its marks is none for some screen readers unless it says so.
    view! {
        <ul class="chips" role="list" aria-label=label>
            {codes.into_iter().map(|code| view! { <li class="chip">{code}</li> }).collect_view()}
        </ul>
    }
}

/// A fact under its name.
#[component]
pub fn RecordFact(
    /// Its name.
    name: &'static str,
    /// The fact.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="record__fact">
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
