//! Changing what is known about a vehicle.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::link::VehicleLinkState;
use shared::vehicle::{Vehicle, VehicleUpdate};
use ui::components::{Button, ButtonVariant, Dialog, DialogVariant, Toasts, on_open};

use super::fields::VehicleFields;
use super::form::VehicleForm;
use super::open::OpenVehicle;
use super::written::write;
use crate::app::merge::{Merge, MergedFields, Write};
use crate::client::{ApiError, Etag};

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
    let busy = RwSignal::new(false);
    let merge = Merge::<Vehicle>::new(&["customer"]);
    // The version that the form was filled from: what comes in meanwhile must not turn into a silent overwrite.
    let before = StoredValue::new(None);
    on_open(open, move || {
        let now = vehicle.get_untracked();
        form.fill(now.as_ref().map(|now| &now.value), &staff.organization().currency);
        before.set_value(now);
        merge.clear();
    });
    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        if let Some((now, merged)) = merge.take() {
            form.fill_again(&merged, &now.value);
            before.set_value(Some(now.clone()));
            vehicle.put(now);
        }
        let Some(before) = before.get_value() else { return };
        let Some(update) = form.to_update(&before.value) else { return };
        if update == VehicleUpdate::default() {
            open.set(false);
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let client = staff.client();
            let id = vehicle.id();
            let send = async |etag: &Etag| client.update_vehicle(&id, &update, etag).await;
            let read = async |_: &ApiError| client.vehicle(&id).await;
            match merge.save(&before, &update, send, read).await {
                Some(Ok(saved)) => {
                    let asks = asks_about_url(&update, &saved.value);
                    vehicle.put(saved);
                    open.try_set(false);
                    toasts.success("The changes were saved.");
                    if asks {
                        deciding.try_set(true);
                    }
                }
                Some(Err(error)) => form.show(&error),
                None => {}
            }
            busy.try_set(false);
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=save>
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
                <MergedFields merge write=write as Write>
                    <VehicleFields form />
                </MergedFields>
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}

/// Whether a change gave a URL that works to another customer, so that somebody has to decide about it.
fn asks_about_url(update: &VehicleUpdate, saved: &Vehicle) -> bool {
    !update.customer.is_absent() && saved.customer_changed && saved.tracking_link_state == VehicleLinkState::Active
}
