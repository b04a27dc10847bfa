//! Changing what is known about a vehicle.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::link::VehicleLinkState;
use shared::vehicle::{Vehicle, VehicleUpdate};
use ui::components::{Button, ButtonVariant, Dialog, DialogVariant, StaleFields, Toasts, on_open};

use super::fields::VehicleFields;
use super::form::VehicleForm;
use super::open::OpenVehicle;

/// The form, at the side of the vehicle.
#[component]
pub(super) fn EditDialog(
    vehicle: OpenVehicle,
    open: RwSignal<bool>,
    /// Opens the question about the URL, if it is with another customer.
    deciding: RwSignal<bool>,
) -> impl IntoView {
    let staff = vehicle.staff();
    let toasts = Toasts::expect();
    let form = VehicleForm::new();
    let (busy, stale) = (RwSignal::new(false), RwSignal::new(false));
    // The version that the form was filled from: what comes in meanwhile must not turn into a silent overwrite.
    let before = StoredValue::new(None);
    let fill = move || {
        let now = vehicle.get_untracked();
        form.fill(now.as_ref().map(|now| &now.value), &staff.organization().currency);
        before.set_value(now);
        stale.set(false);
    };
    on_open(open, fill);
    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let Some(before) = before.get_value() else { return };
        let Some(update) = form.to_update(&before.value) else { return };
        if update == VehicleUpdate::default() {
            open.set(false);
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match staff.client().update_vehicle(&vehicle.id(), &update, &before.etag).await {
                Ok(saved) => {
                    let asks = asks_about_url(&update, &saved.value);
                    vehicle.put(saved);
                    open.try_set(false);
                    toasts.success("The changes were saved.");
                    if asks {
                        deciding.try_set(true);
                    }
                }
                Err(error) if error.is_stale() => {
                    stale.try_set(true);
                }
                Err(error) => form.show(&error),
            }
            busy.try_set(false);
        });
    });
    let reload = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match staff.client().vehicle(&vehicle.id()).await {
                Ok(now) => {
                    vehicle.put(now);
                    fill();
                }
                Err(error) => form.show(&error),
            }
            busy.try_set(false);
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy disabled=stale on_press=save>
                "Save changes"
            </Button>
        }
    };
    view! {
        <Dialog open title="Edit vehicle" variant=DialogVariant::Sheet footer=footer>
            <form
                class="form-groups"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    save.run(());
                }
            >
                <StaleFields what="this vehicle" stale busy on_reload=reload>
                    <VehicleFields form />
                </StaleFields>
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}

/// Whether a change gave a URL that works to another customer, so that somebody has to decide about it.
fn asks_about_url(update: &VehicleUpdate, saved: &Vehicle) -> bool {
    !update.customer.is_absent() && saved.customer_changed && saved.tracking_link_state == VehicleLinkState::Active
}
