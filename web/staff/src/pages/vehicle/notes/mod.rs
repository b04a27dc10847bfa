//! The notes on a vehicle. Every note says who may read it, and nothing becomes public without being asked for.

mod add;
mod change;
mod item;
mod list;
mod scope;

use leptos::prelude::*;
use ui::components::{EmptyState, IconName};

use self::add::AddNote;
use self::item::NoteItem;
use self::list::NoteList;
use super::open::OpenVehicle;
use crate::app::paged_view::PagedView;

/// The notes, newest first, and the form for another one.
#[component]
pub fn Notes(vehicle: OpenVehicle) -> impl IntoView {
    let list = NoteList::new(vehicle);
    let writable = Memo::new(move |_| {
        // The form is there while the vehicle is on its way: it would push the notes down when it comes late.
        let living = vehicle.get().is_none_or(|vehicle| vehicle.value.deleted_at.is_none());
        living && vehicle.staff().writable()
    });
    view! {
        <section class="vehicle__notes" aria-labelledby="vehicle-notes">
            <h2 id="vehicle-notes" class="vehicle__heading">
                "Notes"
            </h2>
            <Show when=move || writable.get()>
                <AddNote list />
            </Show>
            <PagedView
                what="The notes"
                list=list.paged
                on_retry=Callback::new(move |()| list.reload())
                on_more=Callback::new(move |()| list.load_more())
                empty=NoNotes
            >
                <Items list writable />
            </PagedView>
        </section>
    }
}

#[component]
fn Items(list: NoteList, writable: Memo<bool>) -> impl IntoView {
    let notes = list.paged.rows();
    view! {
        <ul class="vehicle-notes" role="list" aria-label="Notes">
            <For each=move || notes.get() key=|row| row.key let:row>
                <NoteItem note=row.item list writable />
            </For>
        </ul>
    }
}

#[component]
fn NoNotes() -> impl IntoView {
    view! {
        <EmptyState icon=IconName::Note title="No notes yet">
            <p>"Internal notes stay in your organisation. Customer notes can appear on the tracking page."</p>
        </EmptyState>
    }
}
