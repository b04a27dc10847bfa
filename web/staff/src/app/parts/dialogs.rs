//! What is done with a vehicle.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use futures_util::FutureExt;
use leptos::prelude::*;
use shared::vehicle::Vehicle;
use ui::focus;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::later::{PartView, once_opened};
use crate::app::leave_question::LeaveQuestion;
use crate::app::location::Location;
use crate::app::session::Staff;
use crate::app::sign_in_again::SignInAgain;
use crate::pages::share::{ShareDialog, SharedLink};
use crate::pages::vehicle::dialogs::VehicleDialogs;
use crate::pages::vehicles::create::NewVehicleDialog;

/// What is done with a vehicle, once something is.
pub fn vehicle_dialogs(dialogs: VehicleDialogs) -> AnyView {
    once_opened(load_dialogs, &dialogs.opens(), move || dialogs_of_vehicle(dialogs).now_or_never())
}

/// The form for a new vehicle, once it is wanted.
pub fn new_vehicle_dialog(open: RwSignal<bool>, on_created: Callback<Vehicle>) -> AnyView {
    once_opened(load_new_vehicle, &[open], move || new_vehicle(open, on_created).now_or_never())
}

/// The ways to share a link of a list, once one is to be shared.
pub fn share_dialog(link: RwSignal<Option<SharedLink>>, open: RwSignal<bool>) -> AnyView {
    once_opened(load_share, &[open], move || share(link, open).now_or_never())
}

/// The question before a page is left with something unsaved, once it is put.
pub fn leave_question(location: Location) -> AnyView {
    once_opened(load_leave, &[location.asking], move || leave(location).now_or_never())
}

/// Signing in again over what is unsaved, once it is asked for.
pub fn sign_in_again(staff: Staff) -> AnyView {
    let open = RwSignal::from(staff.client().asks_again());
    once_opened(load_again, &[open], move || again(staff, open).now_or_never())
}

/// What is done with a vehicle.
#[wasm_split(dialogs, fallible, preload(load_dialogs))]
pub(super) fn dialogs_of_vehicle(dialogs: VehicleDialogs) -> PartView {
    Ok(dialogs.draw())
}

/// The form for a new vehicle.
#[wasm_split(dialogs, fallible, preload(load_new_vehicle))]
fn new_vehicle(open: RwSignal<bool>, on_created: Callback<Vehicle>) -> PartView {
    Ok(view! { <NewVehicleDialog open on_created /> }.into_any())
}

/// The ways to share a link of a list.
#[wasm_split(dialogs, fallible, preload(load_share))]
fn share(link: RwSignal<Option<SharedLink>>, open: RwSignal<bool>) -> PartView {
    Ok(view! { <ShareDialog link open /> }.into_any())
}

/// The question before a page is left.
#[wasm_split(dialogs, fallible, preload(load_leave))]
fn leave(location: Location) -> PartView {
    Ok(view! { <LeaveQuestion location /> }.into_any())
}

/// Signing in again.
#[wasm_split(dialogs, fallible, preload(load_again))]
fn again(staff: Staff, open: RwSignal<bool>) -> PartView {
    Ok(view! { <SignInAgain staff open /> }.into_any())
}

/// Keeps the focus in the document. What starts does without.
#[wasm_split(dialogs, fallible)]
pub(super) fn keep_focus() -> Result<(), SplitLoaderError> {
    focus::keep();
    Ok(())
}
