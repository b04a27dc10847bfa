//! One vehicle: what is known about it, its notes, and the four things to do with it.

pub mod actions;
mod another_customer;
mod delete;
mod details;
pub mod dialogs;
mod edit;
mod eta;
mod explanation;
pub mod fields;
pub mod form;
pub mod history;
pub mod notes;
pub mod open;
pub mod photos;
mod stage;
mod written;
mod yard;

use leptos::prelude::*;
use shared::ids::VehicleId;
use shared::member::Role;
use ui::components::{EmptyState, IconName, LinkStatePill, PageHeader, Skeleton, StagePill, StatePill, StateTone};
use ui::history::SHEET;

use self::actions::{Actions, DeletedBanner};
use self::another_customer::CUSTOMER_CHANGED;
use self::details::Details;
use self::open::OpenVehicle;
use crate::app::back::BackToVehicles;
use crate::app::load::Load;
use crate::app::load_ahead::LoadAhead;
use crate::app::location::use_location;
use crate::app::parts::gallery::vehicle_gallery;
use crate::app::retry::Failure;
use crate::app::route::{AppPath, TRACKING_LINK_SHEET};
use crate::app::session::use_staff;
use crate::app::title::DocumentTitle;
use crate::client::Versioned;

/// The vehicle that the address names.
#[component]
pub fn VehiclePage(
    /// The id in the address.
    id: Memo<String>,
) -> impl IntoView {
    let id = Memo::new(move |_| id.with(|id| id.parse::<VehicleId>().ok()));
    move || match id.get() {
        Some(id) => view! { <VehicleById id /> }.into_any(),
        None => view! { <NoSuchVehicle /> }.into_any(),
    }
}

#[component]
fn VehicleById(id: VehicleId) -> impl IntoView {
    let vehicle = OpenVehicle::new(id);
    if let Some(load_ahead) = use_context::<LoadAhead>() {
        load_ahead.begin();
    }
    let state = vehicle.loader.state();
    // Only a change of this rebuilds the page: a newer version of the vehicle must not close the sheet over it.
    let failure = Memo::new(move |_| {
        state.with(|state| if let Load::Failed(error) = state { Some(error.clone()) } else { None })
    });
    move || match failure.get() {
        Some(error) if error.is_not_found() => view! { <NoSuchVehicle /> }.into_any(),
        Some(error) => {
            let on_retry = Callback::new(move |()| vehicle.reload());
            view! {
                <DocumentTitle text="Vehicle" />
                <PageHeader title="Vehicle".to_owned() />
                <Failure what="The vehicle" error on_retry />
            }
            .into_any()
        }
        None => view! { <Loaded vehicle /> }.into_any(),
    }
}

#[component]
fn Loaded(vehicle: OpenVehicle) -> impl IntoView {
    let title = Signal::derive(move || vehicle.get().map_or_else(|| "Vehicle".to_owned(), |v| v.value.title()));
    let wants_sheet =
        use_location().query().with_untracked(|query| query.get(SHEET)).as_deref() == Some(TRACKING_LINK_SHEET);
    let place = NodeRef::new();
    let (changing_eta, deciding) = (RwSignal::new(false), RwSignal::new(false));
    // A newer version of the vehicle folds nothing.
    let unfolded = RwSignal::new(false);
    view! {
        <DocumentTitle text=title />
        <PageHeader title above=BackToVehicles subtitle=move || view! { <Subtitle vehicle deciding /> }>
            <Actions vehicle wants_sheet changing_eta deciding />
        </PageHeader>
        <DeletedBanner vehicle />
        <div class="vehicle">
            <section class="vehicle__details card" aria-labelledby="vehicle-details">
                <h2 id="vehicle-details" class="vehicle__heading">
                    "Details"
                </h2>
                {move || match vehicle.get() {
                    Some(vehicle) => view! { <Details vehicle=vehicle.value changing_eta unfolded /> }.into_any(),
                    None => view! { <Skeleton lines=20 /> }.into_any(),
                }}
            </section>
            <div class="vehicle__main" node_ref=place>
                {vehicle_gallery(vehicle, place)}
            </div>
        </div>
    }
}

/// Stage and link in pills, in a line that is as high while it waits.
#[component]
fn Subtitle(vehicle: OpenVehicle, deciding: RwSignal<bool>) -> impl IntoView {
    let staff = vehicle.staff();
    move || match vehicle.get() {
        None => view! {
            <span class="pill vehicle__pill-waiting" aria-hidden="true">
                "\u{a0}"
            </span>
        }
        .into_any(),
        Some(Versioned { value, .. }) => view! {
            <StagePill stage=value.stage detail=value.arrival_detail />
            <span class="vehicle__fact">
                "Tracking link" <LinkStatePill state=value.tracking_link_state suspended=staff.links_suspended() />
                {value.customer_changed.then(|| view! { <CustomerChanged deciding /> })}
            </span>
            {value.stock_number.map(|number| view! { <span class="vehicle__fact">{format!("Stock {number}")}</span> })}
        }
        .into_any(),
    }
}

/// Says that the URL is with another customer; whoever may decide about it presses it.
#[component]
fn CustomerChanged(deciding: RwSignal<bool>) -> impl IntoView {
    let pill = || view! { <StatePill tone=StateTone::Waiting text="Customer changed" /> };
    if !use_staff().can(Role::Editor) {
        return pill().into_any();
    }
    view! {
        <button
            type="button"
            id=CUSTOMER_CHANGED
            class="vehicle__decide"
            aria-haspopup="dialog"
            on:click=move |_| deciding.set(true)
        >
            {pill()}
            <span class="visually-hidden">": decide about the URL"</span>
        </button>
    }
    .into_any()
}

#[component]
fn NoSuchVehicle() -> impl IntoView {
    view! {
        <DocumentTitle text="Vehicle not found" />
        <h1 class="visually-hidden" tabindex="-1">
            "Vehicle not found"
        </h1>
        <EmptyState icon=IconName::Car title="There is no vehicle at this address">
            <a class="button button--secondary" href=AppPath::Vehicles.to_string()>
                "Go to the vehicles"
            </a>
        </EmptyState>
    }
}
