//! The tracking link sheet.

use leptos::prelude::*;
use shared::ids::VehicleId;

/// The sheet.
#[component]
pub fn TrackingSheet(
    /// Vehicle.
    vehicle_id: VehicleId,
    /// Title.
    vehicle_title: Signal<String>,
    /// Open.
    open: RwSignal<bool>,
    /// Changed.
    on_changed: Callback<()>,
) -> impl IntoView {
    let _ = (vehicle_id, vehicle_title, open, on_changed);
}
