//! What narrows and sorts the list of vehicles. It lives in the URL, so that a list can be kept and shared.

use shared::attention::VehicleAttention;
use shared::link::VehicleLinkState;
use shared::stage::Stage;

use crate::app::location::Query;
use crate::app::route::AppPath;
use crate::client::VehicleFilter;

/// What the list can be sorted by, as the API names it, upwards and downwards.
pub(super) const SORTS: [[&str; 2]; 4] =
    [["stock_number", "-stock_number"], ["stage", "-stage"], ["eta", "-eta"], ["updated_at", "-updated_at"]];

/// The order of a list that says none: what is late or comes soon by its day, everything else by its age.
pub(super) fn usual_sort(attention: Option<VehicleAttention>) -> &'static str {
    match attention {
        Some(VehicleAttention::Overdue | VehicleAttention::ArrivingThisWeek) => "eta",
        _ => "",
    }
}

/// The filters and the order that the URL names.
pub(super) fn filter_of(query: &Query) -> VehicleFilter {
    let attention = query.get("attention").as_deref().and_then(VehicleAttention::parse);
    let sort = query.get("sort").and_then(|asked| SORTS.into_iter().flatten().find(|sort| *sort == asked));
    VehicleFilter {
        text: query.get("q").unwrap_or_default(),
        stage: query.get("stage").as_deref().and_then(Stage::parse),
        link_state: query.get("link_state").as_deref().and_then(VehicleLinkState::parse),
        attention,
        deleted: query.get("deleted").as_deref() == Some("true"),
        sort: sort.unwrap_or_else(|| usual_sort(attention)),
    }
}

/// The address of the list with these filters and this order.
pub(super) fn address_of(filter: &VehicleFilter) -> String {
    let sort = if filter.sort == usual_sort(filter.attention) { "" } else { filter.sort };
    Query::default()
        .with("q", if filter.text.trim().is_empty() { "" } else { &filter.text })
        .with("stage", filter.stage.map(Stage::as_str).unwrap_or_default())
        .with("link_state", filter.link_state.map(VehicleLinkState::as_str).unwrap_or_default())
        .with("attention", filter.attention.map(VehicleAttention::as_str).unwrap_or_default())
        .with("deleted", if filter.deleted { "true" } else { "" })
        .with("sort", sort)
        .of(AppPath::Vehicles)
}
