//! The page of one vehicle.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use leptos::prelude::*;
use ui::focus;
use wasm_split_helpers::wasm_split;

use super::later::PartView;
use crate::pages::vehicle::VehiclePage;

/// One vehicle.
#[wasm_split(vehicle, fallible, preload(load_vehicle))]
pub(super) fn vehicle(id: Memo<String>) -> PartView {
    focus::keep();
    Ok(view! { <VehiclePage id /> }.into_any())
}
