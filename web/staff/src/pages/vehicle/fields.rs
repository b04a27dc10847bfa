//! The fields of a form about a vehicle.

use leptos::prelude::*;
use shared::stage::Stage;
use ui::components::{Choice, DateField, SelectField, TextField};

use super::explanation::ExplanationFields;
use super::form::VehicleForm;
use crate::app::complaint::FormComplaint;

/// The fields, in groups. The arrival is asked for only where there is one.
#[component]
#[expect(clippy::large_types_passed_by_value, reason = "a component owns what it is given; the form is all signals")]
pub fn VehicleFields(
    /// The form.
    form: VehicleForm,
    /// Whether the stage is among them.
    #[prop(optional)]
    with_stage: bool,
) -> impl IntoView {
    view! {
        <div class="form-groups">
            <FormComplaint complaint=form.failure />
            <CarFields form />
            <CustomerFields form />
            <ShippingFields form with_stage />
            <PriceFields form />
        </div>
    }
}

#[component]
fn CarFields(form: VehicleForm) -> impl IntoView {
    let units = vec![Choice::new("km", "km"), Choice::new("mi", "mi")];
    view! {
        <fieldset class="form-group">
            <legend class="form-group__legend">"Vehicle"</legend>
            <div class="form-grid">
                <TextField
                    label="Year"
                    inputmode="numeric"
                    required=true
                    maxlength=4
                    value=form.year
                    error=form.error("/year")
                />
                <TextField label="Make" required=true maxlength=80 value=form.make error=form.error("/make") />
                <TextField label="Model" required=true maxlength=80 value=form.model error=form.error("/model") />
                <TextField label="Trim" optional=true maxlength=80 value=form.trim error=form.error("/trim") />
                <TextField label="Colour" optional=true maxlength=80 value=form.colour error=form.error("/colour") />
                <div class="form-grid__pair">
                    <TextField
                        label="Mileage"
                        optional=true
                        inputmode="numeric"
                        value=form.mileage
                        error=form.error("/mileage")
                    />
                    <SelectField label="Unit" value=form.mileage_unit choices=units />
                </div>
                <TextField label="VIN" optional=true maxlength=32 value=form.vin error=form.error("/vin") />
                <TextField
                    label="Stock number"
                    optional=true
                    maxlength=40
                    value=form.stock_number
                    error=form.error("/stock_number")
                />
                <TextField
                    label="External ID"
                    optional=true
                    autocomplete="off"
                    maxlength=100
                    value=form.external_id
                    hint="What your other system calls this vehicle."
                    error=form.error("/external_id")
                />
            </div>
        </fieldset>
    }
}

#[component]
fn CustomerFields(form: VehicleForm) -> impl IntoView {
    view! {
        <fieldset class="form-group">
            <legend class="form-group__legend">"Customer"</legend>
            <div class="form-grid">
                <TextField
                    label="Customer name"
                    optional=true
                    autocomplete="off"
                    maxlength=120
                    value=form.customer_name
                    error=form.error("/customer/name")
                />
                <TextField
                    label="Customer email"
                    kind="email"
                    optional=true
                    autocomplete="off"
                    maxlength=254
                    value=form.customer_email
                    error=form.error("/customer/email")
                />
                <TextField
                    label="Customer phone"
                    kind="tel"
                    optional=true
                    autocomplete="off"
                    maxlength=40
                    value=form.customer_phone
                    error=form.error("/customer/phone")
                />
            </div>
        </fieldset>
    }
}

#[component]
fn ShippingFields(form: VehicleForm, with_stage: bool) -> impl IntoView {
    let stages: Vec<_> = Stage::ALL.map(|stage| Choice::new(stage.as_str(), stage.label())).into();
    view! {
        <fieldset class="form-group">
            <legend class="form-group__legend">"Shipping"</legend>
            <div class="form-grid">
                {with_stage
                    .then(|| {
                        view! {
                            <SelectField label="Stage" value=form.stage choices=stages error=form.error("/stage") />
                        }
                    })}
                <TextField label="Vessel" optional=true maxlength=80 value=form.vessel error=form.error("/vessel") />
                <DateField label="ETD" optional=true value=form.etd error=form.error("/etd") />
                <DateField label="ETA" optional=true value=form.eta error=form.error("/eta") />
                <ExplanationFields explanation=form.explanation shown=Signal::derive(move || form.moves_eta()) />
                <Show when=move || form.stage().is_some_and(|stage| stage >= Stage::Arrived)>
                    <DateField label="Arrived on" optional=true value=form.arrived_on error=form.error("/arrived_on") />
                </Show> <Show when=move || form.stage() == Some(Stage::Arrived)>
                    <SelectField
                        label="Customs status"
                        value=form.arrival_detail
                        choices=arrival_choices()
                        error=form.error("/arrival_detail")
                    />
                </Show>
            </div>
        </fieldset>
    }
}

#[component]
fn PriceFields(form: VehicleForm) -> impl IntoView {
    view! {
        <fieldset class="form-group">
            <legend class="form-group__legend">"Price"</legend>
            <div class="form-grid">
                <TextField
                    label="Agreed sale price"
                    optional=true
                    inputmode="decimal"
                    value=form.price
                    hint="Only for staff. It never appears on a tracking page."
                    error=form.price_error()
                />
                <TextField
                    label="Currency"
                    maxlength=3
                    value=form.currency
                    error=form.error("/agreed_sale_price/currency")
                />
            </div>
        </fieldset>
    }
}

/// What can be said about a vehicle at its destination.
pub(super) fn arrival_choices() -> Vec<Choice> {
    vec![Choice::new("", "Not set"), Choice::new("customs", "Customs"), Choice::new("released", "Released")]
}
