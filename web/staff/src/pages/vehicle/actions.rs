//! What is done with a vehicle: Edit, Move stage, Tracking link, Delete. On a phone the two that are wanted in a yard stand in a bar at the
//! bottom, with the camera and the note, and Delete is in a menu.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::Role;
use ui::components::{Banner, Button, ButtonVariant, IconName, Menu, Toasts, Tone};

use super::dialogs::VehicleDialogs;
use super::open::OpenVehicle;
use super::yard::YardButtons;
use crate::app::parts::dialogs::vehicle_dialogs;

/// What can be done with the vehicle. Viewers may look at the tracking link and copy its URL.
#[component]
pub(super) fn Actions(
    vehicle: OpenVehicle,
    wants_sheet: bool,
    changing_eta: RwSignal<bool>,
    deciding: RwSignal<bool>,
) -> impl IntoView {
    let staff = vehicle.staff();
    let (editing, moving, sharing, deleting) =
        (RwSignal::new(false), RwSignal::new(false), RwSignal::new(wants_sheet), RwSignal::new(false));
    let here = Memo::new(move |_| vehicle.get().is_some());
    let living = Memo::new(move |_| vehicle.get().is_none_or(|vehicle| vehicle.value.deleted_at.is_none()));
    let terminal = Memo::new(move |_| vehicle.get().is_some_and(|v| v.value.stage.allowed_moves().is_empty()));
    let editor = Memo::new(move |_| staff.can(Role::Editor));
    let frozen = Signal::derive(move || !here.get() || staff.locked());
    let opens = |open: RwSignal<bool>| Callback::new(move |()| open.set(true));
    view! {
        <Show when=move || living.get()>
            <div class="vehicle__actions" role="group" aria-label="Actions">
                <Show when=move || editor.get()>
                    <Button icon=IconName::Edit disabled=frozen on_press=opens(editing)>
                        "Edit"
                    </Button>
                </Show>
                <div class="vehicle__bar">
                    <Show when=move || editor.get()>
                        <YardButtons vehicle frozen />
                        <Button
                            icon=IconName::ArrowRight
                            disabled=Signal::derive(move || frozen.get() || terminal.get())
                            on_press=opens(moving)
                        >
                            "Move stage"
                        </Button>
                    </Show>
                    <Button
                        variant=ButtonVariant::Primary
                        icon=IconName::Link
                        disabled=Signal::derive(move || !here.get())
                        on_press=opens(sharing)
                    >
                        "Tracking link"
                    </Button>
                </div>
                <Show when=move || editor.get()>
                    <Delete disabled=Signal::derive(move || !here.get()) on_press=opens(deleting) />
                </Show>
            </div>
        </Show>
        {vehicle_dialogs(VehicleDialogs {
            vehicle,
            editing,
            moving,
            sharing,
            deleting,
            changing_eta,
            deciding,
        })}
    }
}

/// Deletes the vehicle: a button, on a phone in a menu, where no thumb strays to. The style sheet shows one of the two.
#[component]
fn Delete(disabled: Signal<bool>, on_press: Callback<()>) -> impl IntoView {
    let button = move || {
        view! {
            <Button icon=IconName::Trash variant=ButtonVariant::GhostDanger disabled on_press>
                "Delete"
            </Button>
        }
    };
    view! {
        <span class="vehicle__delete">{button()}</span>
        <span class="vehicle__more">
            <Menu label="More">{button()}</Menu>
        </span>
    }
}

/// Says that the vehicle is deleted, and lets an admin bring it back.
#[component]
pub(super) fn DeletedBanner(vehicle: OpenVehicle) -> impl IntoView {
    let staff = vehicle.staff();
    let toasts = Toasts::expect();
    let busy = RwSignal::new(false);
    let restore = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match staff.client().restore_vehicle(&vehicle.id()).await {
                Ok(()) => {
                    toasts.success("The vehicle was restored. Its old tracking link stays off.");
                    vehicle.reload();
                }
                Err(error) => toasts.error(error.message()),
            }
            busy.try_set(false);
        });
    });
    let deleted_at = Memo::new(move |_| vehicle.get().and_then(|vehicle| vehicle.value.deleted_at));
    move || {
        deleted_at.get().map(|deleted_at| {
            let title = format!("This vehicle was deleted on {}.", staff.formats().instant(deleted_at));
            let admin = staff.can(Role::Admin) && !staff.locked();
            view! {
                <div class="vehicle__banner">
                    <Banner tone=Tone::Warning title>
                        <p>
                            "Its tracking link has stopped working for good. Nothing about the vehicle can be changed."
                        </p>
                        {admin
                            .then(|| {
                                view! {
                                    <Button busy on_press=restore>
                                        "Restore"
                                    </Button>
                                }
                            })}
                    </Banner>
                </div>
            }
        })
    }
}
