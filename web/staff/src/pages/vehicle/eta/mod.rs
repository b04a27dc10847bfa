//! The ETA, changed where it stands.

mod history;
mod preview;

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::patch::Patch;
use shared::time::CivilDate;
use shared::vehicle::{Vehicle, VehicleUpdate};
use ui::browser;
use ui::components::{Button, ButtonVariant, DateField, Dialog, DialogVariant, FormError, Toasts, on_open};

use self::history::History;
use self::preview::Preview;
use super::explanation::{Explain, Explanation};
use super::open::OpenVehicle;
use super::written::write;
use crate::app::merge::{Merge, MergedFields, Write};
use crate::client::{ApiError, Etag, Versioned};

/// The id of the ETA on the page.
pub(super) const ETA_BUTTON: &str = "vehicle-eta";

/// What is set.
#[derive(Clone, Copy)]
struct EtaForm {
    eta: RwSignal<String>,
    explanation: Explanation,
    error: RwSignal<Option<String>>,
    /// The vehicle that the form was filled from: what comes in meanwhile must not turn into a silent overwrite.
    before: RwSignal<Option<Versioned<Vehicle>>>,
}

impl EtaForm {
    fn new() -> Self {
        Self {
            eta: RwSignal::new(String::new()),
            explanation: Explanation::new(),
            error: RwSignal::new(None),
            before: RwSignal::new(None),
        }
    }

    /// Puts in the date that was chosen between somebody else's and the one that was set; what explains it stays.
    fn put(self, now: Versioned<Vehicle>, eta: Option<CivilDate>) {
        self.eta.set(eta.map(|eta| eta.to_string()).unwrap_or_default());
        self.before.set(Some(now));
    }

    fn fill(self, vehicle: Option<Versioned<Vehicle>>) {
        let eta = vehicle.as_ref().and_then(|vehicle| vehicle.value.eta);
        self.eta.set(eta.map(|eta| eta.to_string()).unwrap_or_default());
        self.explanation.clear();
        self.error.set(None);
        self.before.set(vehicle);
    }

    /// The date that is set, none for unknown; else what to do about it; reactive.
    fn date(self) -> Result<Option<CivilDate>, &'static str> {
        self.eta.with(|text| match CivilDate::parse(text) {
            None if !text.is_empty() => Err("Enter the full date, or clear it."),
            date => Ok(date),
        })
    }

    /// Whether another date is set; reactive.
    fn moves(self) -> bool {
        let before = self.before.with(|before| before.as_ref().and_then(|before| before.value.eta));
        self.date().is_ok_and(|date| date != before)
    }
}

/// Asks for the date and why it is another, shows what the customer will read, and how it was moved before.
#[component]
pub(super) fn EtaDialog(vehicle: OpenVehicle, open: RwSignal<bool>) -> impl IntoView {
    let staff = vehicle.staff();
    let toasts = Toasts::expect();
    let form = EtaForm::new();
    let busy = RwSignal::new(false);
    let merge = Merge::<Vehicle>::new(&[]);
    on_open(open, move || {
        form.fill(vehicle.get_untracked());
        merge.clear();
        request_animation_frame(|| browser::focus(".dialog--popover[open] input"));
    });
    // What opened it was drawn anew if the vehicle was changed.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        if !is_open && was_open == Some(true) {
            request_animation_frame(|| browser::focus(&format!("#{ETA_BUTTON}")));
        }
        is_open
    });
    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        if let Some((now, merged)) = merge.take() {
            let is_theirs = merged.eta == now.value.eta;
            form.put(now.clone(), merged.eta);
            vehicle.put(now);
            if is_theirs {
                return open.set(false);
            }
        }
        let Some(before) = form.before.get_untracked() else { return };
        let date = match untrack(|| form.date()) {
            Ok(date) => date,
            Err(sentence) => return form.error.set(Some(sentence.to_owned())),
        };
        let (eta_reason, eta_remark) = form.explanation.of_move(true);
        if !untrack(|| form.moves()) {
            return match (eta_reason, eta_remark) {
                (None, None) => open.set(false),
                _ => form.error.set(Some("A reason explains a new date: set the date as well.".to_owned())),
            };
        }
        let update = VehicleUpdate { eta: Patch::from(date), eta_reason, eta_remark, ..VehicleUpdate::default() };
        busy.set(true);
        form.error.set(None);
        spawn_local(async move {
            let (client, id) = (staff.client(), vehicle.id());
            let send = async |etag: &Etag| client.update_vehicle(&id, &update, etag).await;
            let read = async |_: &ApiError| client.vehicle(&id).await;
            match merge.save(&before, &update, send, read).await {
                Some(Ok(saved)) => {
                    toasts.success("The ETA was changed.");
                    vehicle.try_put(saved);
                    open.try_set(false);
                }
                Some(Err(error)) => drop(form.error.try_set(Some(error.message()))),
                None => {}
            }
            busy.try_set(false);
        });
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=save>
                "Save ETA"
            </Button>
        }
    };
    view! {
        <Dialog open title="Change the ETA" variant=DialogVariant::Popover footer=footer>
            <div class="stack">
                <form
                    class="stack"
                    novalidate
                    on:submit=move |event: SubmitEvent| {
                        event.prevent_default();
                        save.run(());
                    }
                >
                    <MergedFields merge write=write as Write>
                        <DateField label="ETA" optional=true value=form.eta />
                        <Explain explanation=form.explanation />
                    </MergedFields>
                    <button type="submit" hidden></button>
                </form>
                <Preview vehicle form />
                <History vehicle />
                <FormError error=form.error />
            </div>
        </Dialog>
    }
}
