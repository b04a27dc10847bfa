//! One note in the list.

use leptos::prelude::*;
use shared::note::{Note, NoteScope};
use ui::components::{Button, ButtonVariant, Icon, IconName};

use super::change::{DeleteNote, EditNote, ShareNote, make_internal};
use super::list::NoteList;
use super::scope::scope_name;

/// Text, scope, author and time, and what can be done with it.
#[component]
pub(super) fn NoteItem(note: Note, list: NoteList, writable: Memo<bool>) -> impl IntoView {
    let formats = list.vehicle.staff().formats();
    let created = view! { <time datetime=note.created_at.to_string()>{formats.instant(note.created_at)}</time> };
    let edited = (note.updated_at > note.created_at).then_some(" · edited");
    let author = note.author.name.clone();
    let stored = StoredValue::new(note.clone());
    view! {
        <li class="vehicle-note card">
            <p class="vehicle-note__head">
                <ScopeBadge scope=note.scope />
                <span class="vehicle-note__by">{author}" · "{created}{edited}</span>
            </p>
            <p class="vehicle-note__body" dir="auto">
                {note.body}
            </p>
            <Show when=move || writable.get()>
                <NoteActions note=stored.get_value() list />
            </Show>
        </li>
    }
}

/// Who may read the note, in a word, an icon and a colour.
#[component]
fn ScopeBadge(scope: NoteScope) -> impl IntoView {
    let (class, icon, title) = match scope {
        NoteScope::Internal => ("scope scope--internal", IconName::Users, "Only your organisation can read it"),
        NoteScope::Customer => {
            ("scope scope--customer", IconName::Eye, "The customer can read it on the tracking page")
        }
    };
    view! {
        <span class=class title=title>
            <Icon name=icon />
            {scope_name(scope)}
        </span>
    }
}

#[component]
fn NoteActions(note: Note, list: NoteList) -> impl IntoView {
    let (editing, sharing, deleting) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let opens = |open: RwSignal<bool>| Callback::new(move |()| open.set(true));
    let rescope = match note.scope {
        NoteScope::Internal => view! {
            <Button variant=ButtonVariant::Ghost icon=IconName::Eye on_press=opens(sharing)>
                "Make visible to customer"
            </Button>
        }
        .into_any(),
        NoteScope::Customer => {
            let note = note.clone();
            let on_press = Callback::new(move |()| make_internal(note.clone(), list));
            view! {
                <Button variant=ButtonVariant::Ghost icon=IconName::Users on_press>
                    "Make internal"
                </Button>
            }
            .into_any()
        }
    };
    view! {
        <div class="vehicle-note__actions">
            <Button variant=ButtonVariant::Ghost icon=IconName::Edit on_press=opens(editing)>
                "Edit note"
            </Button>
            {rescope}
            <Button variant=ButtonVariant::GhostDanger icon=IconName::Trash on_press=opens(deleting)>
                "Delete note"
            </Button>
        </div>
        <EditNote note=note.clone() list open=editing />
        <ShareNote note=note.clone() list open=sharing />
        <DeleteNote note list open=deleting />
    }
}
