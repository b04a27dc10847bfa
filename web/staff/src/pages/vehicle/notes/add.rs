//! Writing a note.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::note::{NewNote, NoteScope};
use ui::components::{Button, ButtonVariant, Choice, IconName, RadioField, TextArea};
use ui::unsaved;

use super::list::NoteList;
use crate::app::complaint::{Complaint, FormComplaint};

/// The form. The scope has to be chosen each time: it starts with none.
#[component]
pub(super) fn AddNote(list: NoteList) -> impl IntoView {
    let (body, scope) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (body_error, scope_error) = (RwSignal::new(None::<String>), RwSignal::new(None::<String>));
    let (failure, busy) = (RwSignal::new(None::<Complaint>), RwSignal::new(false));
    unsaved::keep(move || body.try_with_untracked(|body| !body.trim().is_empty()) == Some(true));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let text = body.get_untracked().trim().to_owned();
        let chosen = NoteScope::parse(&scope.get_untracked());
        body_error.set(text.is_empty().then(|| "Write the note first.".to_owned()));
        scope_error.set(chosen.is_none().then(|| "Choose who can read it.".to_owned()));
        failure.set(None);
        let (Some(chosen), false) = (chosen, text.is_empty()) else { return };
        busy.set(true);
        spawn_local(async move {
            let note = NewNote { scope: chosen, body: text };
            match list.vehicle.staff().client().create_note(&list.vehicle.id(), &note).await {
                Ok(_) => {
                    body.try_set(String::new());
                    scope.try_set(String::new());
                    list.toasts.success("The note was added.");
                    list.reload();
                }
                Err(error) => {
                    body_error.try_set(error.field("/body"));
                    if error.field("/body").is_none() {
                        failure.try_set(Some((&error).into()));
                    }
                }
            }
            busy.try_set(false);
        });
    };
    view! {
        <form class="add-note card" novalidate aria-label="Add a note" on:submit=submit>
            <FormComplaint complaint=failure />
            <TextArea label="New note" rows=3 maxlength=4000 value=body error=body_error />
            <div class="add-note__foot">
                <RadioField legend="Who can read it?" value=scope choices=scope_choices() error=scope_error />
                <Button kind="submit" variant=ButtonVariant::Primary icon=IconName::Plus busy>
                    "Add note"
                </Button>
            </div>
        </form>
    }
}

fn scope_choices() -> Vec<Choice> {
    vec![
        Choice::new(NoteScope::Internal.as_str(), "Internal").hint("Only people in your organisation."),
        Choice::new(NoteScope::Customer.as_str(), "Customer")
            .hint("The customer too, on the tracking page, while it shows customer notes."),
    ]
}
