//! The form for a new vehicle, which opens over every page.

use leptos::prelude::*;
use shared::vehicle::Vehicle;
use ui::components::Toasts;

use super::keyboard::Keyboard;
use super::location::{Go, use_location};
use super::parts::dialogs::new_vehicle_dialog;
use super::route::AppPath;

/// The form, while it is open. The new vehicle is shown afterwards.
#[component]
pub fn NewVehicle(keyboard: Keyboard) -> impl IntoView {
    let location = use_location();
    let toasts = Toasts::expect();
    let on_created = Callback::new(move |vehicle: Vehicle| {
        toasts.success(format!("{} was created.", vehicle.title()));
        location.go(&AppPath::Vehicle(vehicle.id).to_string(), Go::On);
    });
    new_vehicle_dialog(keyboard.new_vehicle, on_created)
}
