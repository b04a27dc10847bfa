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
use shared::ids::VehicleId;
use shared::organization::SubscriptionStatus;
use ui::browser;
use ui::components::Toasts;
use ui::components::loading::Skeleton;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::File;

use super::later::{PartView, later, once_opened};
use crate::app::banner::SubscriptionBanner;
use crate::app::session::Staff;
use crate::app::uploads::UploadsPlace;
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

/// What the whole organisation needs to know, once there is something.
pub fn organization_banner(staff: Staff) -> AnyView {
    let wanted = RwSignal::new(false);
    Effect::new(move || {
        let is_active = staff.organization().subscription.status == SubscriptionStatus::Active;
        wanted.set(!is_active || staff.locked() || staff.restored());
    });
    once_opened(load_banner, &[wanted], move || banner_of_organization().now_or_never())
}

/// What the whole organisation needs to know.
#[wasm_split(gallery, fallible, preload(load_banner))]
fn banner_of_organization() -> PartView {
    Ok(view! { <SubscriptionBanner /> }.into_any())
}

/// What is asked of the photos on their way by what starts.
#[derive(Clone, Copy)]
pub enum Errand {
    /// Take up those that were on their way when the app was closed.
    GoOn,
    /// Sign out, after a question if photos would be lost. Messages go here, and this is busy as long as it takes.
    Leave(Toasts, RwSignal<bool>),
}

/// Sees to the photos on their way.
#[wasm_split(gallery, fallible)]
pub fn uploads(place: UploadsPlace, errand: Errand) -> Result<(), SplitLoaderError> {
    match errand {
        Errand::GoOn if !place.is_there() => {}
        Errand::GoOn => {
            place.uploads();
        }
        Errand::Leave(toasts, busy) => place.uploads().leave(toasts, busy),
    }
    Ok(())
}

/// Sends files as photos of a vehicle.
#[wasm_split(gallery, fallible)]
pub fn add_photos(place: UploadsPlace, vehicle: VehicleId, files: Vec<File>) -> Result<(), SplitLoaderError> {
    place.uploads().add(&vehicle, files);
    Ok(())
}
