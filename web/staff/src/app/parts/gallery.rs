//! What comes below the details of a vehicle.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use futures_util::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::later::{PartView, later};
use crate::pages::vehicle::notes::Notes;
use crate::pages::vehicle::open::OpenVehicle;
use crate::pages::vehicle::photos::Photos;

/// The photos and notes of a vehicle.
pub fn vehicle_gallery(vehicle: OpenVehicle) -> AnyView {
    later(load_gallery, move || gallery_of_vehicle(vehicle).now_or_never())
}

/// The photos and notes of a vehicle, which come below its details.
#[wasm_split(gallery, fallible, preload(load_gallery))]
pub(super) fn gallery_of_vehicle(vehicle: OpenVehicle) -> PartView {
    Ok(view! {
        <Photos vehicle />
        <Notes vehicle />
    }
    .into_any())
}
