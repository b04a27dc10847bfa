//! An address that leads nowhere.

use leptos::prelude::*;
use ui::components::{EmptyState, IconName};

use crate::app::route::AppPath;
use crate::app::title::DocumentTitle;

/// Says that there is no such page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <DocumentTitle text="Page not found" />
        <main class="shell__waiting">
            <h1 class="visually-hidden" tabindex="-1">
                "Page not found"
            </h1>
            <EmptyState icon=IconName::Search title="There is no page at this address">
                <a class="button button--primary" href=AppPath::Vehicles.to_string()>
                    "Go to the vehicles"
                </a>
            </EmptyState>
        </main>
    }
}
