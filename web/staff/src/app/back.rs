//! The way back to the list.

use leptos::prelude::*;
use ui::components::{Icon, IconName};

use super::kept_list::KeptList;
use super::location::use_location;
use super::route::AppPath;

/// Leads back to the vehicles, as they were left.
#[component]
pub fn BackToVehicles() -> impl IntoView {
    let here = use_location().now();
    let kept = KeptList::expect().address().filter(|kept| *kept != here);
    let href = kept.unwrap_or_else(|| AppPath::Vehicles.to_string());
    view! {
        <a class="shell__back" href=href data-back="">
            <Icon name=IconName::ArrowLeft />
            {AppPath::Vehicles.title()}
        </a>
    }
}
