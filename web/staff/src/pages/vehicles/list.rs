//! The list itself: a table where there is room, cards on a phone. One markup for both.

use leptos::prelude::*;
use shared::ids::{PhotoId, VehicleId};
use shared::paths::ApiPath;
use shared::photo::WIDTHS;
use shared::time::CivilDate;
use shared::vehicle::Vehicle;
use ui::components::{Button, Icon, IconName, LinkStatePill, StagePill, StatePill, StateTone};

use super::arrival::{arrival, or_dash};
use super::filters::{SORTS, address_of, usual_sort};
use crate::app::location::{Go, use_location};
use crate::app::paged::Row;
use crate::app::route::AppPath;
use crate::app::session::use_staff;
use crate::client::VehicleFilter;

/// The smallest size that photos are kept in.
const THUMB_WIDTH: u32 = WIDTHS[0];

/// Vehicles in rows. With `on_restore` each row offers to bring its vehicle back.
#[component]
pub(super) fn VehicleTable(
    vehicles: Memo<Vec<Row<Vehicle>>>,
    filter: Memo<VehicleFilter>,
    #[prop(optional_no_strip)] on_restore: Option<Callback<Vehicle>>,
) -> impl IntoView {
    let today = use_staff().formats().today();
    let [number, stage, eta, [oldest, newest]] = SORTS;
    // What was changed last comes first.
    let updated = [newest, oldest];
    // The roles are written out because a table that is laid out as cards loses its own.
    view! {
        <table class="vehicles card" class:vehicles--restorable=on_restore.is_some() role="table" aria-label="Vehicles">
            <thead role="rowgroup">
                <tr role="row">
                    <Sortable filter sorts=number name="Stock number">"Vehicle"</Sortable>
                    <th role="columnheader" scope="col">"Customer"</th>
                    <Sortable filter sorts=stage name="Stage"/>
                    <Sortable filter sorts=eta name="Arrival"/>
                    <Sortable filter sorts=updated name="Updated"/>
                    <th role="columnheader" scope="col">"Tracking link"</th>
                    {on_restore.map(|_| view! { <th role="columnheader" scope="col"><span class="visually-hidden">"Action"</span></th> })}
                </tr>
            </thead>
            <tbody role="rowgroup">
                <For each=move || vehicles.get() key=|row| row.key let:row>
                    <VehicleRow vehicle=row.item today on_restore/>
                </For>
            </tbody>
        </table>
    }
}

/// The head of a column by which the list can be sorted: first one way, then the other, then as usual.
#[component]
fn Sortable(
    filter: Memo<VehicleFilter>,
    /// The order that comes first, and the other.
    sorts: [&'static str; 2],
    /// What the column is sorted by.
    name: &'static str,
    /// What stands in the column, if that says more.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let [first, second] = sorts;
    let now = Memo::new(move |_| filter.with(|filter| filter.sort));
    let location = use_location();
    let on_press = move |_| {
        let filter = filter.get_untracked();
        let usual = usual_sort(filter.attention);
        let sort = match filter.sort {
            now if now == first => second,
            now if now == second && usual != second => usual,
            _ => first,
        };
        location.go(&address_of(&VehicleFilter { sort, ..filter }), Go::Filter);
    };
    let direction = move || {
        let now = now.get();
        (now == first || now == second).then(|| if now.starts_with('-') { "descending" } else { "ascending" })
    };
    view! {
        <th role="columnheader" scope="col" class="vehicles__sortable" aria-sort=direction>
            {children.map(|children| view! { <span class="vehicles__head">{children()}</span> })}
            <button type="button" on:click=on_press>
                {name}
            </button>
        </th>
    }
}

#[component]
fn VehicleRow(vehicle: Vehicle, today: Option<CivilDate>, on_restore: Option<Callback<Vehicle>>) -> impl IntoView {
    let staff = use_staff();
    let formats = staff.formats();
    let details = details_of(&vehicle);
    let suspended = staff.links_suspended();
    let restore = on_restore.map(|on_restore| {
        let (vehicle, title) = (vehicle.clone(), vehicle.title());
        view! {
            <td role="cell" class="vehicles__action">
                <Button icon=IconName::Refresh on_press=Callback::new(move |()| on_restore.run(vehicle.clone()))>
                    "Restore"
                    <span class="visually-hidden">{format!(" {title}")}</span>
                </Button>
            </td>
        }
    });
    let updated_at = formats.instant(vehicle.updated_at);
    view! {
        <tr role="row" class="vehicles__row">
            <td role="cell" class="vehicles__title">
                <div class="vehicles__vehicle">
                    <HeroThumb vehicle=vehicle.id.clone() photo=vehicle.hero_photo_id.clone() />
                    <a href=AppPath::Vehicle(vehicle.id.clone()).to_string()>{vehicle.title()}</a>
                    <span class="vehicles__details">{details}</span>
                </div>
            </td>
            <td role="cell" class="vehicles__customer">
                {or_dash(vehicle.customer.name.clone())}
            </td>
            <td role="cell" class="vehicles__stage">
                <StagePill stage=vehicle.stage detail=vehicle.arrival_detail />
            </td>
            <td role="cell" class="vehicles__eta">
                {(!vehicle.stage.has_arrived())
                    .then(|| {
                        view! {
                            <span class="vehicles__label" aria-hidden="true">
                                "Arrival"
                            </span>
                        }
                    })}
                {arrival(&vehicle, today, &formats)}
            </td>
            <td role="cell" class="vehicles__updated">
                <span class="vehicles__label" aria-hidden="true">
                    "Updated"
                </span>
                <time datetime=vehicle.updated_at.to_string() title=updated_at>
                    {formats.ago(vehicle.updated_at)}
                </time>
            </td>
            <td role="cell" class="vehicles__link">
                <span class="vehicles__pills">
                    <LinkStatePill state=vehicle.tracking_link_state suspended />
                    {vehicle
                        .customer_changed
                        .then(|| view! { <StatePill tone=StateTone::Waiting text="Customer changed" /> })}
                </span>
            </td>
            {restore}
        </tr>
    }
}

/// The hero photo, small, in a place that is as large without one. The name beside it says what it shows.
#[component]
fn HeroThumb(vehicle: VehicleId, photo: Option<PhotoId>) -> impl IntoView {
    let picture = photo.map_or_else(
        || view! { <Icon name=IconName::Car /> }.into_any(),
        |photo| {
            let src = format!("{}?width={THUMB_WIDTH}", ApiPath::Photo(&vehicle, &photo));
            view! { <img loading="lazy" decoding="async" width="96" height="72" alt="" src=src /> }.into_any()
        },
    );
    view! {
        <span class="vehicles__thumb" aria-hidden="true">
            {picture}
        </span>
    }
}

/// What tells two of the same model apart.
fn details_of(vehicle: &Vehicle) -> impl IntoView + use<> {
    let stock_number = vehicle.stock_number.as_ref().map(|number| format!("Stock {number}"));
    let parts = [vehicle.trim.as_deref(), vehicle.colour.as_deref(), stock_number.as_ref().map(|_| "")];
    let before = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    view! {
        {before}
        {stock_number.map(|number| view! { <span class="vehicles__stock">{number}</span> })}
    }
}
