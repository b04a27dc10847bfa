//! Deleting a vehicle, and undoing it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::link::VehicleLinkState;
use shared::member::Role;
use ui::components::{ConfirmDialog, Toasts, on_open};

use super::open::OpenVehicle;
use crate::app::location::{Go, use_location};
use crate::app::route::AppPath;

/// Asks before the vehicle is deleted; admins can undo it from the message that follows.
#[component]
pub(super) fn DeleteDialog(vehicle: OpenVehicle, open: RwSignal<bool>) -> impl IntoView {
    let staff = vehicle.staff();
    let toasts = Toasts::expect();
    let location = use_location();
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<String>));
    on_open(open, move || error.set(None));
    let delete = Callback::new(move |()| {
        let Some(now) = vehicle.get_untracked() else { return };
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let (client, id, title) = (staff.client(), vehicle.id(), now.value.title());
            let undoable = staff.can(Role::Admin) && !staff.locked();
            match client.delete_vehicle(&id, &now.etag).await {
                Ok(()) => {
                    open.try_set(false);
                    location.go(&AppPath::Vehicles.to_string(), Go::On);
                    let text = format!("{title} was deleted.");
                    if undoable {
                        let undo = move || {
                            let (client, id, title) = (client.clone(), id.clone(), title.clone());
                            spawn_local(async move {
                                match client.restore_vehicle(&id).await {
                                    Ok(()) => {
                                        toasts
                                            .success(format!("{title} was restored. Its old tracking link stays off."));
                                        location.go(&AppPath::Vehicle(id).to_string(), Go::On);
                                    }
                                    Err(error) => toasts.error(error.message()),
                                }
                            });
                        };
                        toasts.with_action(text, "Undo", undo);
                    } else {
                        toasts.success(text);
                    }
                }
                Err(problem) if problem.is_stale() => {
                    vehicle.reload();
                    let sentence =
                        "Somebody has just changed this vehicle. Check it, then delete it if you still want to.";
                    error.try_set(Some(sentence.to_owned()));
                }
                Err(problem) => {
                    error.try_set(Some(problem.message()));
                }
            }
            busy.try_set(false);
        });
    });
    let has_link = move || {
        vehicle.get().is_some_and(|vehicle| {
            matches!(vehicle.value.tracking_link_state, VehicleLinkState::Active | VehicleLinkState::Expired)
        })
    };
    let title = Signal::derive(move || {
        format!("Delete {}?", vehicle.get().map_or_else(|| "this vehicle".to_owned(), |vehicle| vehicle.value.title()))
    });
    view! {
        <ConfirmDialog open title confirm_label="Delete vehicle" danger=true busy error on_confirm=delete>
            <p>"The vehicle leaves your lists. An admin can restore it."</p>
            {move || {
                has_link()
                    .then(|| {
                        view! {
                            <p>
                                <strong>"Its tracking link stops working at once and for good."</strong>
                                " Even if the vehicle is restored, the customer needs a new link."
                            </p>
                        }
                    })
            }}
        </ConfirmDialog>
    }
}
