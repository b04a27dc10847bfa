//! Changing a note: its text, who may read it, whether it is there at all.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::note::{Note, NoteScope, NoteUpdate};
use ui::components::{Button, ButtonVariant, ConfirmDialog, Dialog, FormError, TextArea, on_open};

use super::list::NoteList;
use crate::app::merge::{Merge, MergedFields};
use crate::client::{ApiError, Etag, Versioned};

/// A note as it was read last, with its version.
type ReadNote = RwSignal<Versioned<Note>>;

fn versioned(note: Note) -> Versioned<Note> {
    Versioned { etag: Etag::of_version(note.version), value: note }
}

/// Changes the text. Somebody else's text and this one stand side by side if both were changed.
#[component]
pub(super) fn EditNote(note: Note, list: NoteList, open: RwSignal<bool>) -> impl IntoView {
    let body = RwSignal::new(note.body.clone());
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let merge = Merge::<Note>::new(&[]);
    let before: ReadNote = RwSignal::new(versioned(note));
    on_open(open, move || {
        body.set(before.with_untracked(|before| before.value.body.clone()));
        error.set(None);
        merge.clear();
    });
    let save = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        if let Some((now, merged)) = merge.take() {
            body.set(merged.body);
            before.set(now);
        }
        let (text, note) = (body.get_untracked().trim().to_owned(), before.get_untracked());
        if text.is_empty() {
            return error.set(Some("Write the note, or delete it.".to_owned()));
        }
        let update = NoteUpdate { scope: None, body: (text != note.value.body).then_some(text) };
        if update == NoteUpdate::default() {
            open.set(false);
            return list.reload();
        }
        busy.set(true);
        error.set(None);
        let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
        spawn_local(async move {
            let send =
                async |etag: &Etag| client.update_note(&vehicle, &note.value.id, etag, &update).await.map(versioned);
            match merge.save(&note, &update, send, current).await {
                Some(Ok(_)) => {
                    open.try_set(false);
                    list.toasts.success("The note was saved.");
                    list.reload();
                }
                Some(Err(problem)) => drop(error.try_set(Some(sentence(&problem)))),
                None => {}
            }
            busy.try_set(false);
        });
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
                <MergedFields merge>
                    <TextArea label="Note" rows=6 maxlength=4000 value=body />
                </MergedFields>
            </form>
        </Dialog>
    }
}

/// Asks before an internal note becomes one that the customer may read.
#[component]
pub(super) fn ShareNote(note: Note, list: NoteList, open: RwSignal<bool>) -> impl IntoView {
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let note: ReadNote = RwSignal::new(versioned(note));
    let on_confirm = Callback::new(move |()| {
        let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
        let update = NoteUpdate { scope: Some(NoteScope::Customer), body: None };
        let outcome = async move {
            let Versioned { value, etag } = note.get_untracked();
            client.update_note(&vehicle, &value.id, &etag, &update).await.map(drop)
        };
        run(outcome, note, list, "The customer can read the note now.", open, busy, error);
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
            <blockquote class="vehicle-note__quote">{move || note.with(|note| note.value.body.clone())}</blockquote>
        </ConfirmDialog>
    }
}

/// Asks before a note is deleted.
#[component]
pub(super) fn DeleteNote(note: Note, list: NoteList, open: RwSignal<bool>) -> impl IntoView {
    let (error, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let note: ReadNote = RwSignal::new(versioned(note));
    let on_confirm = Callback::new(move |()| {
        let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
        let outcome = async move {
            let Versioned { value, etag } = note.get_untracked();
            client.delete_note(&vehicle, &value.id, &etag).await
        };
        run(outcome, note, list, "The note was deleted.", open, busy, error);
    });
    view! {
        <ConfirmDialog open title="Delete this note?" confirm_label="Delete note" danger=true busy error on_confirm>
            <blockquote class="vehicle-note__quote">{move || note.with(|note| note.value.body.clone())}</blockquote>
            <p>"This cannot be undone."</p>
        </ConfirmDialog>
    }
}

/// Takes a note away from the customer: at once, for nothing can leak by that.
pub(super) fn make_internal(note: Note, list: NoteList) {
    let (client, vehicle) = (list.vehicle.staff().client(), list.vehicle.id());
    spawn_local(async move {
        let update = NoteUpdate { scope: Some(NoteScope::Internal), body: None };
        match client.update_note(&vehicle, &note.id, &Etag::of_version(note.version), &update).await {
            Ok(_) => list.toasts.success("Only your organisation can read the note now."),
            Err(error) if error.is_stale() => {
                list.toasts.error("Somebody else has just changed this note: look at it, then make it internal.");
            }
            Err(error) => list.toasts.error(error.message()),
        }
        list.reload();
    });
}

/// Runs what was confirmed; on success the dialog closes and the list is read again. If somebody else was faster, the dialog shows
/// what the note says now, and waits to be confirmed again.
fn run(
    outcome: impl Future<Output = Result<(), ApiError>> + 'static,
    note: ReadNote,
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
                if let Ok(now) = current(&problem).await {
                    note.try_set(now);
                }
                error.try_set(Some(sentence(&problem)));
            }
        }
        busy.try_set(false);
    });
}

/// The note as it is now, which comes with the refusal.
async fn current(error: &ApiError) -> Result<Versioned<Note>, ApiError> {
    let note = error.problem().and_then(|problem| problem.note);
    note.map(|note| versioned(*note)).ok_or_else(|| error.clone())
}

fn sentence(error: &ApiError) -> String {
    if error.is_stale() {
        "Somebody else has just changed this note. This is what it says now.".to_owned()
    } else {
        error.field("/body").unwrap_or_else(|| error.message())
    }
}
