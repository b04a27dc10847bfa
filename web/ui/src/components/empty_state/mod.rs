//! What a list says when there is nothing in it.

use leptos::prelude::*;

use crate::components::icon::{Icon, IconName};

/// Says that there is nothing, and what can be done about it.
#[component]
pub fn EmptyState(
    /// A picture of what is missing.
    icon: IconName,
    /// What is missing.
    #[prop(into)]
    title: String,
    /// A sentence and perhaps a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state__icon">
                <Icon name=icon />
            </span>
            <p class="empty-state__title">{title}</p>
            {children.map(|children| view! { <div class="empty-state__text">{children()}</div> })}
        </div>
    }
}
