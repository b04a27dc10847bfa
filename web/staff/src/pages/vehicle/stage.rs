//! Moving a vehicle to another stage.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::eta::EtaReason;
use shared::patch::Patch;
use shared::stage::{ArrivalDetail, Stage};
use shared::time::CivilDate;
use shared::vehicle::{StageMove, Vehicle};
use ui::components::{
    Button, ButtonVariant, Choice, DateField, Dialog, FormError, RadioField, SelectField, TextField, Toasts, on_open,
};

use super::fields::{EtaReasonField, arrival_choices};
use super::open::OpenVehicle;
use crate::client::ApiError;

/// What the move asks for, as people type it.
#[derive(Clone, Copy)]
struct MoveForm {
    stage: RwSignal<String>,
    vessel: RwSignal<String>,
    etd: RwSignal<String>,
    eta: RwSignal<String>,
    eta_before: RwSignal<String>,
    eta_reason: RwSignal<String>,
    arrived_on: RwSignal<String>,
    arrival_detail: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl MoveForm {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            stage: empty(),
            vessel: empty(),
            etd: empty(),
            eta: empty(),
            eta_before: empty(),
            eta_reason: empty(),
            arrived_on: empty(),
            arrival_detail: empty(),
            error: RwSignal::new(None),
        }
    }

    fn fill(self, vehicle: &Vehicle) {
        let date = |date: Option<CivilDate>| date.map(|date| date.to_string()).unwrap_or_default();
        // With one way to go there is nothing to choose.
        let only = match vehicle.stage.allowed_moves() {
            [only] => only.as_str(),
            _ => "",
        };
        self.stage.set(only.to_owned());
        self.vessel.set(vehicle.vessel.clone().unwrap_or_default());
        self.etd.set(date(vehicle.etd));
        self.eta.set(date(vehicle.eta));
        self.eta_before.set(date(vehicle.eta));
        self.eta_reason.set(String::new());
        self.arrived_on.set(date(vehicle.arrived_on));
        self.arrival_detail.set(vehicle.arrival_detail.map(ArrivalDetail::as_str).unwrap_or_default().to_owned());
        self.error.set(None);
    }

    fn target(self) -> Option<Stage> {
        Stage::parse(&self.stage.get())
    }

    fn moves_eta(self) -> bool {
        self.eta.get() != self.eta_before.get()
    }

    /// The move; else what is missing for it.
    fn to_move(self) -> Result<StageMove, &'static str> {
        let stage = Stage::parse(&self.stage.get_untracked()).ok_or("Choose the stage to move to.")?;
        let date = |field: RwSignal<String>| match field.get_untracked() {
            text if text.is_empty() => Ok(Patch::Null),
            text => CivilDate::parse(&text).map(Patch::Value).ok_or("Enter full dates, or clear them."),
        };
        let vessel = Some(self.vessel.get_untracked().trim().to_owned()).filter(|vessel| !vessel.is_empty());
        let mut stage_move = StageMove {
            stage,
            vessel: Patch::Absent,
            etd: Patch::Absent,
            eta: Patch::Absent,
            eta_reason: None,
            arrived_on: Patch::Absent,
            arrival_detail: Patch::Absent,
        };
        match stage {
            Stage::InTransit => {
                stage_move.vessel = Patch::from(vessel);
                stage_move.etd = date(self.etd)?;
                stage_move.eta = date(self.eta)?;
                let moved = self.eta.get_untracked() != self.eta_before.get_untracked();
                stage_move.eta_reason = EtaReason::parse(&self.eta_reason.get_untracked()).filter(|_| moved);
            }
            Stage::Arrived => {
                stage_move.arrived_on = date(self.arrived_on)?;
                stage_move.arrival_detail = Patch::from(ArrivalDetail::parse(&self.arrival_detail.get_untracked()));
            }
            Stage::Purchased | Stage::Preparation | Stage::SaleReady | Stage::SoldDelivered => {}
        }
        Ok(stage_move)
    }
}

/// Asks where to move the vehicle, and for what that stage wants to know. Each answer but the stage may stay blank.
#[component]
pub(super) fn StageDialog(vehicle: OpenVehicle, open: RwSignal<bool>) -> impl IntoView {
    let staff = vehicle.staff();
    let toasts = Toasts::expect();
    let form = MoveForm::new();
    let busy = RwSignal::new(false);
    on_open(open, move || {
        if let Some(vehicle) = vehicle.get() {
            form.fill(&vehicle.value);
        }
    });
    let move_it = Callback::new(move |()| {
        let (Some(now), false) = (vehicle.get_untracked(), busy.get_untracked()) else { return };
        let stage_move = match form.to_move() {
            Ok(stage_move) => stage_move,
            Err(missing) => return form.error.set(Some(missing.to_owned())),
        };
        busy.set(true);
        form.error.set(None);
        spawn_local(async move {
            match staff.client().move_vehicle(&vehicle.id(), &stage_move, &now.etag).await {
                Ok(moved) => {
                    toasts.success(format!("Moved to {}.", moved.value.stage.label()));
                    vehicle.put(moved);
                    open.try_set(false);
                }
                Err(error) => {
                    form.error.try_set(Some(refusal(&error)));
                    if error.is_stale() {
                        vehicle.reload();
                    }
                }
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
                {move || vehicle.get().map(|vehicle| view! { <Targets form from=vehicle.value.stage /> })}
                <Questions form />
                <button type="submit" hidden></button>
            </form>
        </Dialog>
    }
}

#[component]
fn Targets(form: MoveForm, from: Stage) -> impl IntoView {
    let choices = from.allowed_moves().iter().map(|stage| Choice::new(stage.as_str(), stage.label())).collect();
    view! {
        <p class="muted">"Now: "{from.label()}</p>
        <RadioField legend="Move to" value=form.stage choices />
    }
}

#[component]
fn Questions(form: MoveForm) -> impl IntoView {
    // Each stage has a place of its own: a field that is rebuilt in the place of another would start with its text.
    view! {
        <Show when=move || form.target() == Some(Stage::InTransit)>
            <TextField label="Vessel" optional=true maxlength=80 value=form.vessel />
            <DateField label="ETD" optional=true value=form.etd />
            <DateField label="ETA" optional=true value=form.eta />
            <EtaReasonField value=form.eta_reason shown=Signal::derive(move || form.moves_eta()) />
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
