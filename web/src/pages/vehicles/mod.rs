//! The vehicles.
use leptos::prelude::*;
/// The vehicles.
#[component]
pub fn VehiclesPage() -> impl IntoView {}
