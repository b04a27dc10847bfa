//! Changing a note: its text, who may read it, whether it is there at all.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::note::{Note, NoteScope, NoteUpdate};
use ui::components::{Button, ButtonVariant, ConfirmDialog, Dialog, FormError, TextArea, on_open};

use super::list::NoteList;
use crate::client::ApiError;

/// Changes the text.
#[component]
pub(super) fn EditNote(note: Note, list: NoteList, open: RwSignal<bool>) -> impl IntoView {
    let body = RwSignal::new(note.body.clone());
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let note = StoredValue::new(note);
    on_open(open, move || {
        body.set(note.with_value(|note| note.body.clone()));
        error.set(None);
    });
    let save = Callback::new(move |()| {
        let text = body.get_untracked().trim().to_owned();
        if text.is_empty() {
            error.set(Some("Write the note, or delete it.".to_owned()));
            return;
        }
        change(
            note.get_value(),
            NoteUpdate { scope: None, body: Some(text) },
            list,
            "The note was saved.",
            open,
            busy,
            error,
        );
    });
    let footer = move || {
        view! {
            <Button on_press=Callback::new(move |()| open.set(false))>"Cancel"</Button>
            <Button variant=ButtonVariant::Primary busy on_press=save>
                "Save note"
            </Button>
        }
    };
    view! {
        <Dialog open title="Edit note" footer=footer>
            <form class="stack" novalidate on:submit=move |event: SubmitEvent| event.prevent_default()>
                <FormError error />
                <TextArea label="Note" rows=6 maxlength=4000 value=body />
            </form>
        </Dialog>
    }
}

/// Asks before an internal note becomes one that the customer may read.
#[component]
pub(super) fn ShareNote(note: Note, list: NoteList, open: RwSignal<bool>) -> impl IntoView {
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let text = note.body.clone();
    let on_confirm = Callback::new(move |()| {
        let update = NoteUpdate { scope: Some(NoteScope::Customer), body: None };
        change(note.clone(), update, list, "The customer can read the note now.", open, busy, error);
    });
    view! {
        <ConfirmDialog
            open
            title="Make this note visible to the customer?"
            confirm_label="Make visible to customer"
            busy
            error
            on_confirm
        >
            <p>"It appears on the tracking page, without your name, while the link shows customer notes:"</p>
            <blockquote class="vehicle-note__quote">{text.clone()}</blockquote>
        </ConfirmDialog>
    }
}

/// Asks before a note is deleted.
#[component]
pub(super) fn DeleteNote(note: Note, list: NoteList, open: RwSignal<bool>) -> impl IntoView {
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let text = note.body.clone();
    let on_confirm = Callback::new(move |()| {
        let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
        let (id, version) = (note.id.clone(), note.version);
        let outcome = async move { client.delete_note(&vehicle, &id, version).await };
        run(outcome, list, "The note was deleted.", open, busy, error);
    });
    view! {
        <ConfirmDialog open title="Delete this note?" confirm_label="Delete note" danger=true busy error on_confirm>
            <blockquote class="vehicle-note__quote">{text.clone()}</blockquote>
            <p>"This cannot be undone."</p>
        </ConfirmDialog>
    }
}

/// Takes a note away from the customer: at once, for nothing can leak by that.
pub(super) fn make_internal(note: Note, list: NoteList) {
    let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
    spawn_local(async move {
        let update = NoteUpdate { scope: Some(NoteScope::Internal), body: None };
        match client.update_note(&vehicle, &note.id, note.version, &update).await {
            Ok(_) => list.toasts.success("Only your organisation can read the note now."),
            Err(error) => list.toasts.error(sentence(&error)),
        }
        list.reload();
    });
}

fn change(
    note: Note,
    update: NoteUpdate,
    list: NoteList,
    done: &'static str,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
) {
    let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
    let outcome = async move { client.update_note(&vehicle, &note.id, note.version, &update).await.map(drop) };
    run(outcome, list, done, open, busy, error);
}

/// Runs a change; on success the dialog closes and the list is read again.
fn run(
    outcome: impl Future<Output = Result<(), ApiError>> + 'static,
    list: NoteList,
    done: &'static str,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
) {
    if busy.get_untracked() {
        return;
    }
    busy.set(true);
    error.set(None);
    spawn_local(async move {
        match outcome.await {
            Ok(()) => {
                open.try_set(false);
                list.toasts.success(done);
                list.reload();
            }
            Err(problem) => {
                if problem.is_stale() {
                    list.reload();
                }
                error.try_set(Some(sentence(&problem)));
            }
        }
        busy.try_set(false);
    });
}

fn sentence(error: &ApiError) -> String {
    if error.is_stale() {
        "Somebody else changed this note, so the list was reloaded.".to_owned()
    } else {
        error.field("/body").unwrap_or_else(|| error.message())
    }
}
