//! Everything that the organisation has, to take along.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::export::ExportFormat;
use ui::browser;
use ui::components::{Button, IconName, Toasts};

use crate::app::complaint::{Complaint, FormComplaint};
use crate::app::session::use_staff;

/// Downloads everything. Only admins may.
#[component]
pub(super) fn ExportPanel() -> impl IntoView {
    let (staff, toasts) = (use_staff(), Toasts::expect());
    let making = RwSignal::new(None::<ExportFormat>);
    let failure = RwSignal::new(None::<Complaint>);
    let download = move |format: ExportFormat| {
        if making.get_untracked().is_some() {
            return;
        }
        making.set(Some(format));
        failure.set(None);
        spawn_local(async move {
            match staff.client().export(format).await {
                Ok(file) => {
                    browser::save(&file.blob, &file.name);
                    toasts.success("Your data was downloaded.");
                }
                Err(error) => {
                    failure.try_set(Some((&error).into()));
                }
            }
            making.try_set(None);
        });
    };
    let button = move |format: ExportFormat, words: &'static str| {
        let busy = Signal::derive(move || making.get() == Some(format));
        let disabled = Signal::derive(move || making.get().is_some_and(|other| other != format));
        view! {
            <Button icon=IconName::Download busy disabled on_press=Callback::new(move |()| download(format))>
                {words}
            </Button>
        }
    };
    view! {
        <section class="card panel">
            <h2 class="panel__title">"Your data"</h2>
            <p class="panel__text">
                "Download all your data: vehicles, customers, notes, tracking links, members and the audit log. The file contains
                no tracking URLs, API keys or passwords, and only the details of photos, not the photos themselves. Keep it
                safe: it contains your customers' names, email addresses and phone numbers."
            </p>
            <div class="panel__actions">
                {button(ExportFormat::Csv, "Download CSV for spreadsheets")}
                {button(ExportFormat::Json, "Download JSON for programs")}
            </div>
            <p class="panel__status" role="status">
                {move || making.get().map(|_| "Preparing the file. With many vehicles, this takes a few minutes.")}
            </p>
            <FormComplaint complaint=failure />
        </section>
    }
}
