//! What the list of vehicles says when there is nothing in it.

use leptos::prelude::*;
use shared::attention::VehicleAttention;
use ui::components::{EmptyState, IconName};

use super::filters::address_of;
use crate::client::VehicleFilter;

/// Says why there is nothing.
#[component]
pub fn Nothing(
    /// What was asked for.
    filter: Memo<VehicleFilter>,
) -> impl IntoView {
    move || nothing(&filter.get())
}

fn nothing(filter: &VehicleFilter) -> AnyView {
    let (icon, title, text) = match filter.attention {
        _ if filter.narrows() => {
            let VehicleFilter { attention, deleted, sort, .. } = *filter;
            let all = address_of(&VehicleFilter { attention, deleted, sort, ..VehicleFilter::default() });
            return view! {
                <EmptyState icon=IconName::Search title="No vehicle matches">
                    <p>"Try other words, another stage or another state of the tracking link."</p>
                    <a class="button button--secondary" href=all>
                        "Clear filters"
                    </a>
                </EmptyState>
            }
            .into_any();
        }
        Some(VehicleAttention::Overdue) => {
            (IconName::Check, "Nothing is overdue", "Every vehicle on its way has an ETA that can still be kept.")
        }
        Some(VehicleAttention::ArrivingThisWeek) => {
            (IconName::Calendar, "Nothing arrives this week", "Vehicles with an ETA within seven days appear here.")
        }
        Some(VehicleAttention::NoLink) => (
            IconName::Check,
            "Every vehicle has a link",
            "Each customer can follow their vehicle until it is handed over.",
        ),
        Some(VehicleAttention::UnseenChange) => (
            IconName::Check,
            "Every customer is up to date",
            "Whatever changed on their pages, they have opened them since.",
        ),
        None if filter.deleted => {
            (IconName::Trash, "No deleted vehicles", "Deleted vehicles appear here. An admin can restore them.")
        }
        None => (
            IconName::Car,
            "No vehicles yet",
            "Create the first one to follow it from purchase to handover and share its progress with your customer.",
        ),
    };
    view! {
        <EmptyState icon title>
            <p>{text}</p>
        </EmptyState>
    }
    .into_any()
}
