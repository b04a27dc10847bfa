//! The customer's tracking page: pure rendering of a [`PublicTracking`], and the small program around it.

use leptos::prelude::*;
use shared::public_tracking::PublicTracking;

/// The tracking page of one vehicle.
#[component]
pub fn TrackingPage(
    /// Everything that it shows.
    #[prop(into)]
    data: Signal<PublicTracking>,
    /// Whether it stands inside another page, as its preview: then it has no landmarks and no first-level heading.
    #[prop(optional)]
    preview: bool,
) -> impl IntoView {
    let _ = preview;
    view! { <p>{move || data.with(|data| data.vehicle.title.clone())}</p> }
}
