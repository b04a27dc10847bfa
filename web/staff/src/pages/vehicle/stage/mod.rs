//! Moving a vehicle to another stage, and undoing that.

mod consequence;
mod form;
mod targets;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::link::{TrackingLink, VehicleLinkState};
use shared::stage::Stage;
use shared::vehicle::Vehicle;
use ui::components::{
    Button, ButtonVariant, DateField, Dialog, FormError, RadioField, SelectField, TextField, Toasts, on_open,
};

use self::consequence::Consequence;
use self::form::MoveForm;
use self::targets::targets;
use super::explanation::ExplanationFields;
use super::fields::arrival_choices;
use super::open::OpenVehicle;
use super::written::write;
use crate::app::load::Loader;
use crate::app::merge::{Merge, MergedFields, Write};
use crate::app::session::Staff;
use crate::client::{ApiError, Etag, Versioned};

/// Asks where to move the vehicle, and for what that stage wants to know. Each answer but the stage may stay blank. It says what
/// the customer will see at once; for ten seconds afterwards the move can be undone.
#[component]
pub(super) fn StageDialog(vehicle: OpenVehicle, open: RwSignal<bool>) -> impl IntoView {
    let staff = vehicle.staff();
    let toasts = Toasts::expect();
    let form = MoveForm::new();
    let busy = RwSignal::new(false);
    let link = Loader::<Option<TrackingLink>>::new();
    let merge = Merge::<Vehicle>::new(&[]);
    // The version that the form was filled from.
    let before = StoredValue::new(None);
    on_open(open, move || {
        let Some(now) = vehicle.get() else { return };
        form.fill(&now.value);
        before.set_value(Some(now.clone()));
        merge.clear();
        let (client, id) = (staff.client(), vehicle.id());
        let has_page = now.value.tracking_link_state == VehicleLinkState::Active;
        link.ask_anew(async move {
            // Whoever has no link that works sees nothing.
            if has_page { client.tracking_link(&id).await.map(|link| link.map(|link| link.value)) } else { Ok(None) }
        });
    });
    let move_it = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        if let Some((now, merged)) = merge.take() {
            let is_there = merged.stage == now.value.stage;
            form.fill_again(&merged, &now.value);
            before.set_value(Some(now.clone()));
            vehicle.put(now);
            if is_there {
                return open.set(false);
            }
        }
        let Some(before) = before.get_value() else { return };
        let stage_move = match form.to_move() {
            Ok(stage_move) => stage_move,
            Err(missing) => return form.error.set(Some(missing.to_owned())),
        };
        busy.set(true);
        form.error.set(None);
        spawn_local(async move {
            let (client, id) = (staff.client(), vehicle.id());
            let send = async |etag: &Etag| client.move_vehicle(&id, &stage_move, etag).await;
            let read = async |_: &ApiError| client.vehicle(&id).await;
            match merge.save(&before, &stage_move, send, read).await {
                Some(Ok(moved)) => {
                    offer_undo(toasts, staff, vehicle, &moved);
                    vehicle.put(moved);
                    open.try_set(false);
                }
                Some(Err(error)) => drop(form.error.try_set(Some(refusal(&error)))),
                None => {}
            }
            busy.try_set(false);
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=move_it>
                "Move"
            </Button>
        }
    };
    view! {
        <Dialog open title="Move stage" footer=footer>
            <form
                class="stack"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    move_it.run(());
                }
            >
                <FormError error=form.error />
                <MergedFields merge write=write as Write>
                    {move || vehicle.get().map(|vehicle| view! { <Targets form from=vehicle.value.stage /> })}
                    {move || vehicle.get().map(|vehicle| view! { <Consequence form from=vehicle.value.stage link /> })}
                    <Questions form />
                </MergedFields>
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}

/// Says where the vehicle is now, and lets whoever moved it take that back while nothing else has happened to it.
fn offer_undo(toasts: Toasts, staff: Staff, vehicle: OpenVehicle, moved: &Versioned<Vehicle>) {
    let (client, id, etag) = (staff.client(), vehicle.id(), moved.etag.clone());
    let undo = move || {
        let (client, id, etag) = (client.clone(), id.clone(), etag.clone());
        spawn_local(async move {
            match client.undo_stage_move(&id, &etag).await {
                Ok(undone) => {
                    toasts.success(format!("The vehicle is in {} again.", undone.value.stage.label()));
                    vehicle.try_put(undone);
                }
                Err(error) if error.is_stale() => {
                    toasts.error("The vehicle was changed after the move, so the move stays.");
                    vehicle.reload();
                }
                Err(error) => toasts.error(error.message()),
            }
        });
    };
    toasts.undoable(format!("Moved to {}.", moved.value.stage.label()), undo);
}

#[component]
fn Targets(form: MoveForm, from: Stage) -> impl IntoView {
    view! { <RadioField legend="Move to" value=form.stage choices=targets(from) /> }
}

#[component]
fn Questions(form: MoveForm) -> impl IntoView {
    // Each stage has a place of its own: a field that is rebuilt in the place of another would start with its text.
    view! {
        <Show when=move || form.target() == Some(Stage::InTransit)>
            <TextField label="Vessel" optional=true maxlength=80 value=form.vessel />
            <DateField label="ETD" optional=true value=form.etd />
            <DateField label="ETA" optional=true value=form.eta />
            <ExplanationFields explanation=form.explanation shown=Signal::derive(move || form.moves_eta()) />
        </Show>
        <Show when=move || form.target() == Some(Stage::Arrived)>
            <DateField label="Arrived on" optional=true value=form.arrived_on />
            <SelectField label="Customs status" value=form.arrival_detail choices=arrival_choices() />
        </Show>
    }
}

fn refusal(error: &ApiError) -> String {
    if error.is_stale() {
        return "Somebody else changed this vehicle, so it was reloaded. Check the stage, then move it.".to_owned();
    }
    match error.refusal().and_then(|problem| problem.errors.first()) {
        Some(issue) => format!("{}: {}", issue.pointer.trim_start_matches('/').replace('_', " "), issue.detail),
        None => error.message(),
    }
}
