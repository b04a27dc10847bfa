//! What is known about a vehicle.

use leptos::prelude::*;
use shared::mail::mailto;
use shared::member::Role;
use shared::phone::tel;
use shared::time::CivilDate;
use shared::vehicle::Vehicle;
use ui::components::{Copyable, Icon, IconName};

use super::eta::ETA_BUTTON;
use super::written::distance;
use crate::app::formats::{self, Formats};
use crate::app::session::use_staff;

/// The facts, in groups.
#[component]
pub(super) fn Details(vehicle: Vehicle, changing_eta: RwSignal<bool>, unfolded: RwSignal<bool>) -> impl IntoView {
    let staff = use_staff();
    let formats = staff.formats();
    let is_fixed = vehicle.deleted_at.is_some();
    let Vehicle {
        id,
        customer,
        trim,
        colour,
        mileage,
        vin,
        stock_number,
        external_id,
        vessel,
        etd,
        eta,
        arrived_on,
        ..
    } = vehicle;
    let email = customer.email.map(|email| view! { <a href=mailto(&email)>{breaking_at(&email)}</a> }.into_any());
    let phone = customer.phone.map(|phone| match tel(&phone) {
        Some(uri) => view! { <a href=uri>{phone}</a> }.into_any(),
        None => phone.into_any(),
    });
    let shown_eta = if is_fixed || !staff.can(Role::Editor) || staff.locked() {
        day(eta, &formats)
    } else {
        Some(view! { <EtaButton eta changing_eta /> }.into_any())
    };
    let price = vehicle.agreed_sale_price.map(|price| formats::money(&price).into_any());
    let code = |what, text: Option<String>| text.map(|text| view! { <Copyable what text /> }.into_any());
    let empty = [
        customer.name.is_none(),
        email.is_none(),
        phone.is_none(),
        vin.is_none(),
        stock_number.is_none(),
        external_id.is_none(),
        trim.is_none(),
        colour.is_none(),
        mileage.is_none(),
        vessel.is_none(),
        etd.is_none(),
        shown_eta.is_none(),
        arrived_on.is_none(),
        price.is_none(),
    ];
    let empty = empty.into_iter().filter(|is_empty| *is_empty).count();
    view! {
        <dl class="vehicle-facts">
            <Fact name="Customer" value=customer.name.map(IntoAny::into_any) />
            <Fact name="Email" value=email />
            <Fact name="Phone" value=phone />
        </dl>
        <dl class="vehicle-facts">
            <Fact name="VIN" value=code("VIN", vin) />
            <Fact name="Stock number" value=code("stock number", stock_number) />
            <Fact name="External ID" value=code("external ID", external_id) />
            <Fact name="Vehicle ID" value=code("vehicle ID", Some(id.to_string())) />
            <Fact name="Trim" value=trim.map(IntoAny::into_any) />
            <Fact name="Colour" value=colour.map(IntoAny::into_any) />
            <Fact name="Mileage" value=mileage.map(|mileage| distance(&mileage).into_any()) />
        </dl>
        <dl class="vehicle-facts">
            <Fact name="Vessel" value=vessel.map(IntoAny::into_any) />
            <Fact name="ETD" value=day(etd, &formats) />
            <Fact name="ETA" value=shown_eta />
            <Fact name="Arrived on" value=day(arrived_on, &formats) />
        </dl>
        <dl class="vehicle-facts">
            <Fact name="Agreed sale price" value=price />
        </dl>
        <EmptyFields count=empty unfolded />
    }
}

/// The ETA, which is changed where it stands.
#[component]
fn EtaButton(eta: Option<CivilDate>, changing_eta: RwSignal<bool>) -> impl IntoView {
    let text = eta.map_or_else(|| "Not set".to_owned(), |eta| use_staff().formats().date(eta));
    view! {
        <button
            type="button"
            id=ETA_BUTTON
            class="vehicle-facts__button popover-anchor"
            class:vehicle-facts__button--empty=eta.is_none()
            aria-haspopup="dialog"
            on:click=move |_| changing_eta.set(true)
        >
            {text}
            <span class="visually-hidden">", change the ETA"</span>
            <Icon name=IconName::Edit />
        </button>
    }
}

/// On a phone the fields that say nothing are out of the way until they are wanted.
#[component]
fn EmptyFields(count: usize, unfolded: RwSignal<bool>) -> impl IntoView {
    let fields = if count == 1 { "1 empty field".to_owned() } else { format!("{count} empty fields") };
    (count > 0).then(|| {
        view! {
            <button
                type="button"
                class="button button--ghost vehicle-facts__fold"
                aria-expanded=move || if unfolded.get() { "true" } else { "false" }
                on:click=move |_| unfolded.update(|unfolded| *unfolded = !*unfolded)
            >
                {fields}
                <Icon name=IconName::ChevronDown />
            </button>
        }
    })
}

#[component]
fn Fact(name: &'static str, value: Option<AnyView>) -> impl IntoView {
    let is_empty = value.is_none();
    let value = value.unwrap_or_else(|| view! { <span class="muted">"Not set"</span> }.into_any());
    view! {
        <div class="vehicle-facts__fact" class:vehicle-facts__fact--empty=is_empty>
            <dt>{name}</dt>
            <dd>{value}</dd>
        </div>
    }
}

/// An address, which breaks after its `@` before it breaks in a word.
fn breaking_at(email: &str) -> impl IntoView + use<> {
    let end = email.find('@').map_or(0, |at| at + 1);
    let (name, domain) = email.split_at(end);
    view! {
        {name.to_owned()}
        <wbr />
        {domain.to_owned()}
    }
}

fn day(date: Option<CivilDate>, formats: &Formats) -> Option<AnyView> {
    date.map(|date| view! { <time datetime=date.to_string()>{formats.date(date)}</time> }.into_any())
}
