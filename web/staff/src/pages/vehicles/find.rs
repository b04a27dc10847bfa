//! What stands above the list of vehicles.

use leptos::prelude::*;

use super::search::Filters;
use super::tabs::Tabs;
use crate::client::VehicleFilter;

/// The lists of what needs attention, and the fields that narrow them. Deleted vehicles need no attention.
#[component]
pub fn Finding(
    /// What is listed.
    filter: Memo<VehicleFilter>,
    /// Whether the list is here.
    loaded: Signal<bool>,
) -> impl IntoView {
    let has_tabs = Memo::new(move |_| !filter.get().deleted);
    view! {
        {move || has_tabs.get().then(|| view! { <Tabs filter loaded /> })}
        <Filters />
    }
}
