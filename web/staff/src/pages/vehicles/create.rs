//! Creating a vehicle.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::vehicle::Vehicle;
use ui::components::{Button, ButtonVariant, Dialog, DialogVariant, on_open};

use crate::app::session::use_staff;
use crate::pages::vehicle::fields::VehicleFields;
use crate::pages::vehicle::form::VehicleForm;

/// The form for a new vehicle, at the side of the list.
#[component]
pub fn NewVehicleDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What happens with the new vehicle.
    on_created: Callback<Vehicle>,
) -> impl IntoView {
    let staff = use_staff();
    let form = VehicleForm::new();
    let busy = RwSignal::new(false);
    on_open(open, move || form.fill(None, &staff.organization().currency));
    let create = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let Some(vehicle) = form.to_new() else { return };
        busy.set(true);
        spawn_local(async move {
            match staff.client().create_vehicle(&vehicle).await {
                Ok(created) => {
                    open.try_set(false);
                    on_created.try_run(created.value);
                }
                Err(error) => form.show(&error),
            }
            busy.try_set(false);
        });
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        create.run(());
    };
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=create>
                "Create vehicle"
            </Button>
        }
    };
    view! {
        <Dialog open title="New vehicle" variant=DialogVariant::Sheet footer=footer>
            <form novalidate on:submit=submit>
                <VehicleFields form with_stage=true />
                // Enter submits: a form with several fields needs a submit button for that, seen or not.
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}
