//! One vehicle.
use leptos::prelude::*;
/// One vehicle.
#[component]
pub fn VehiclePage() -> impl IntoView {}
