//! What the customer will read about the arrival, with the date that is set and not saved.

use leptos::prelude::*;
use page::arrival::Arrival;
use page::{Voice, catalogue};
use shared::link::{TrackingPreview, VehicleLinkState};
use shared::public_tracking::{PublicEta, PublicEtaChange, PublicTracking};
use shared::time::Timestamp;
use shared::vehicle::Vehicle;
use ui::browser;
use ui::components::Skeleton;
use ui::format::zone;

use super::{EtaForm, OpenVehicle};
use crate::app::load::{Load, Loader};

/// The part of the tracking page that is about the arrival, as the page itself draws it.
#[component]
pub(super) fn Preview(vehicle: OpenVehicle, form: EtaForm) -> impl IntoView {
    let page = Loader::<PublicTracking>::new();
    let (client, id) = (vehicle.staff().client(), vehicle.id());
    page.ask(async move { client.preview_tracking_link(&id, &TrackingPreview::default()).await });
    let has_page = move || {
        form.before.with(|before| {
            before.as_ref().is_some_and(|before| before.value.tracking_link_state == VehicleLinkState::Active)
        })
    };
    let shown = move || {
        page.state().with(|state| match state {
            Load::Loading => view! { <Skeleton lines=3 /> }.into_any(),
            // What is saved does not depend on it.
            Load::Failed(error) => view! { <p class="muted">{error.message()}</p> }.into_any(),
            Load::Ready(page) => match form.before.get().and_then(|before| with_date(page, &before.value, form)) {
                None => {
                    view! { <p class="muted">"The tracking page does not show the estimated arrival."</p> }.into_any()
                }
                Some(eta) => {
                    let voice = Voice::of_preview(catalogue::english(), &page.locale);
                    let time_zone = page.time_zone.clone();
                    view! {
                        <div class="eta__preview">
                            <Arrival eta time_zone calendar=None voice />
                        </div>
                    }
                    .into_any()
                }
            },
        })
    };
    let heading = move || {
        if has_page() { "The customer will read" } else { "The customer would read, if a tracking link worked" }
    };
    view! {
        <section class="stack" aria-labelledby="eta-preview">
            <h3 id="eta-preview" class="eta__heading">
                {heading}
            </h3>
            {shown}
        </section>
    }
}

/// What the page says of the arrival with the date that is set; nothing where its options hide it.
fn with_date(page: &PublicTracking, vehicle: &Vehicle, form: EtaForm) -> Option<PublicEta> {
    let now = page.eta.clone()?;
    let (Ok(date), true) = (form.date(), form.moves()) else { return Some(now) };
    let today = zone::civil_date(Timestamp::from_unix_ms(browser::now_ms())?, &page.time_zone)?;
    let has_arrived = vehicle.stage.has_arrived();
    let (status, shown) = PublicEta::status_on(today, has_arrived, date, vehicle.arrived_on);
    let reason = form.explanation.reason().map(|reason| reason.as_str().to_owned());
    let remark = form.explanation.remark();
    let change = PublicEtaChange { to: date, from: vehicle.eta, reason, remark, changed_on: today };
    let changes = std::iter::once(change).chain(now.changes).collect();
    Some(PublicEta { status, date: shown, changes })
}
