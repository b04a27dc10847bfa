//! The way back to the list.

use leptos::prelude::*;
use ui::components::{Icon, IconName};

use super::route::AppPath;

/// Leads back to the vehicles.
#[component]
pub fn BackToVehicles() -> impl IntoView {
    view! {
        <a class="shell__back" href=AppPath::Vehicles.to_string()>
            <Icon name=IconName::ArrowLeft />
            {AppPath::Vehicles.title()}
        </a>
    }
}
