//! What comes below the details of a vehicle on a phone, and beside them elsewhere.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use std::pin::pin;

use futures_util::{FutureExt, future};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::browser;
use ui::components::loading::Skeleton;
use wasm_split_helpers::wasm_split;

use super::later::{PartView, later};
use crate::pages::vehicle::history::History;
use crate::pages::vehicle::notes::Notes;
use crate::pages::vehicle::open::OpenVehicle;
use crate::pages::vehicle::photos::Photos;

/// How far from the window it is drawn, in percent of the window's height.
const NEAR_PERCENT: u32 = 25;
/// When it is drawn wherever it is, so that searches in the page find it.
const ANYWAY_MS: u32 = 2_000;

/// The photos and notes of a vehicle, in this place: drawn after the details where these leave no room for them, which is known once
/// they are there.
pub fn vehicle_gallery(vehicle: OpenVehicle, place: NodeRef<Div>) -> AnyView {
    let is_due = RwSignal::new(false);
    let is_here = Memo::new(move |_| vehicle.get().is_some());
    Effect::new(move || {
        let (Some(place), true) = (place.get(), is_here.get()) else { return };
        spawn_local(async move {
            let (near, anyway) = (pin!(browser::near(&place, NEAR_PERCENT)), pin!(browser::sleep_ms(ANYWAY_MS)));
            future::select(near, anyway).await;
            is_due.try_set(true);
        });
    });
    (move || {
        if is_due.get() {
            later(load_gallery, move || gallery_of_vehicle(vehicle).now_or_never())
        } else {
            view! { <Skeleton lines=8 /> }.into_any()
        }
    })
    .into_any()
}

/// The photos and notes of a vehicle, which come below its details.
#[wasm_split(gallery, fallible, preload(load_gallery))]
pub(super) fn gallery_of_vehicle(vehicle: OpenVehicle) -> PartView {
    Ok(view! {
        <Photos vehicle />
        <Notes vehicle />
        <History vehicle />
    }
    .into_any())
}
