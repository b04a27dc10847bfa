//! What narrows the list of vehicles.

#![expect(
    clippy::unnecessary_wraps,
    reason = "`wasm_split` takes functions that can fail, because their part may not come"
)]

use futures_util::FutureExt;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

use super::later::{PartView, beside};
use crate::client::VehicleFilter;
use crate::pages::vehicles::find::Finding;
use crate::pages::vehicles::nothing::Nothing;

/// What stands above the list of vehicles.
pub fn finding(filter: Memo<VehicleFilter>, loaded: Signal<bool>) -> AnyView {
    beside(load_finding, move || above(filter, loaded).now_or_never())
}

/// What stands in its place when there is nothing.
pub fn nothing(filter: Memo<VehicleFilter>) -> AnyView {
    beside(load_nothing, move || nothing_found(filter).now_or_never())
}

#[wasm_split(finding, fallible, preload(load_finding))]
pub(super) fn above(filter: Memo<VehicleFilter>, loaded: Signal<bool>) -> PartView {
    Ok(view! { <Finding filter loaded /> }.into_any())
}

#[wasm_split(finding, fallible, preload(load_nothing))]
fn nothing_found(filter: Memo<VehicleFilter>) -> PartView {
    Ok(view! { <Nothing filter /> }.into_any())
}
