//! The fields that narrow the list of vehicles.

use leptos::prelude::*;
use shared::link::VehicleLinkState;
use shared::stage::Stage;
use ui::components::{Choice, SearchField, SelectField};

use super::filters::{address_of, filter_of};
use crate::app::location::{Go, use_location};
use crate::client::VehicleFilter;

/// Search, stage and link state.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let location = use_location();
    let query = location.query();
    let filter = Memo::new(move |_| query.with(filter_of));
    let show = move |filter: &VehicleFilter| location.go(&address_of(filter), Go::Filter);
    let now = filter.get_untracked();
    let text = RwSignal::new(now.text);
    let stage = RwSignal::new(now.stage.map(Stage::as_str).unwrap_or_default().to_owned());
    let link_state = RwSignal::new(now.link_state.map(VehicleLinkState::as_str).unwrap_or_default().to_owned());
    // The URL can change without these fields: the back button, "Clear filters".
    Effect::new(move || {
        let now = filter.get();
        if text.with_untracked(|text| *text.trim() != *now.text) {
            text.set(now.text);
        }
        stage.set(now.stage.map(Stage::as_str).unwrap_or_default().to_owned());
        link_state.set(now.link_state.map(VehicleLinkState::as_str).unwrap_or_default().to_owned());
    });
    let on_search = Callback::new(move |text: String| show(&VehicleFilter { text, ..filter.get_untracked() }));
    Effect::new(move |first: Option<()>| {
        let (stage, chosen) = (Stage::parse(&stage.get()), VehicleLinkState::parse(&link_state.get()));
        let now = filter.get_untracked();
        if first.is_some() && (now.stage != stage || now.link_state != chosen) {
            show(&VehicleFilter { stage, link_state: chosen, ..now });
        }
    });
    view! {
        <form class="filters" role="search" aria-label="Vehicles" on:submit=|event| event.prevent_default()>
            <SearchField
                id="vehicle-search"
                label="Search vehicles"
                placeholder="Make, model, VIN, stock number, customer"
                value=text
                on_search
            />
            <SelectField label="Stage" hide_label=true value=stage choices=stage_choices() />
            <SelectField label="Tracking link" hide_label=true value=link_state choices=link_state_choices() />
        </form>
    }
}

fn stage_choices() -> Vec<Choice> {
    let stages = Stage::ALL.into_iter().map(|stage| Choice::new(stage.as_str(), stage.label()));
    std::iter::once(Choice::new("", "All stages")).chain(stages).collect()
}

fn link_state_choices() -> Vec<Choice> {
    vec![
        Choice::new("", "Any tracking link"),
        Choice::new("none", "No link yet"),
        Choice::new("active", "Active link"),
        Choice::new("expired", "Expired link"),
        Choice::new("revoked", "Revoked link"),
    ]
}
