//! The notes on a vehicle. Every note says who may read it, and nothing becomes public without being asked for.

mod add;
mod change;
mod item;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::note::{Note, NoteScope};
use shared::page::Page;
use ui::components::{Button, EmptyState, IconName, Skeleton, Toasts};

use self::add::AddNote;
use self::item::NoteItem;
use super::OpenVehicle;
use crate::app::Failure;
use crate::app::load::{Load, Loader};

/// The notes as far as they have been loaded, and how to load them again.
#[derive(Clone, Copy)]
struct NoteList {
    vehicle: OpenVehicle,
    toasts: Toasts,
    loader: Loader<Page<Note>>,
    loading_more: RwSignal<bool>,
}

impl NoteList {
    fn new(vehicle: OpenVehicle) -> Self {
        let list =
            Self { vehicle, toasts: Toasts::expect(), loader: Loader::new(), loading_more: RwSignal::new(false) };
        list.reload();
        list
    }

    fn reload(self) {
        let (client, id) = (self.vehicle.staff().client(), self.vehicle.id());
        self.loader.ask(async move { client.notes(&id, None).await });
    }

    fn load_more(self, cursor: String) {
        let (client, id) = (self.vehicle.staff().client(), self.vehicle.id());
        self.loading_more.set(true);
        spawn_local(async move {
            match client.notes(&id, Some(&cursor)).await {
                Ok(next) => {
                    self.loader.state().try_update(|state| {
                        if let Load::Ready(page) = state
                            && page.next_cursor.as_ref() == Some(&cursor)
                        {
                            page.data.extend(next.data);
                            page.next_cursor = next.next_cursor;
                        }
                    });
                }
                Err(error) => self.toasts.error(error.message()),
            }
            self.loading_more.try_set(false);
        });
    }
}

/// The notes, newest first, and the form for another one.
#[component]
pub(super) fn Notes(vehicle: OpenVehicle) -> impl IntoView {
    let list = NoteList::new(vehicle);
    let writable = Memo::new(move |_| {
        // The form is there while the vehicle is on its way: it would push the notes down when it comes late.
        let living = vehicle.get().is_none_or(|vehicle| vehicle.value.deleted_at.is_none());
        living && vehicle.staff().writable()
    });
    view! {
        <section class="vehicle__notes" aria-labelledby="vehicle-notes">
            <h2 id="vehicle-notes" class="vehicle__heading">"Notes"</h2>
            <Show when=move || writable.get()><AddNote list/></Show>
            {move || list.loader.state().with(|state| match state {
                Load::Loading => view! { <Skeleton lines=4/> }.into_any(),
                Load::Failed(error) => {
                    let on_retry = Callback::new(move |()| list.reload());
                    view! { <Failure what="The notes" error=error.clone() on_retry/> }.into_any()
                }
                Load::Ready(page) if page.data.is_empty() => view! {
                    <EmptyState icon=IconName::Note title="No notes yet">
                        <p>"Internal notes stay in your organisation. Customer notes can appear on the tracking page."</p>
                    </EmptyState>
                }
                .into_any(),
                Load::Ready(page) => view! { <Items page=page.clone() list writable/> }.into_any(),
            })}
        </section>
    }
}

#[component]
fn Items(page: Page<Note>, list: NoteList, writable: Memo<bool>) -> impl IntoView {
    let notes = page.data.into_iter().map(|note| view! { <NoteItem note list writable/> });
    let more = page.next_cursor.map(|cursor| {
        let load_more = Callback::new(move |()| list.load_more(cursor.clone()));
        view! { <Button busy=list.loading_more on_press=load_more>"Load more notes"</Button> }
    });
    view! {
        <ul class="vehicle-notes">{notes.collect_view()}</ul>
        {more}
    }
}

/// What a scope is called.
fn scope_name(scope: NoteScope) -> &'static str {
    match scope {
        NoteScope::Internal => "Internal",
        NoteScope::Customer => "Customer",
    }
}
