//! The vehicles of the organisation: search, filters, the list, and creating one.

pub mod create;
mod filters;
mod list;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::member::Role;
use shared::vehicle::Vehicle;
use ui::components::{Button, ButtonVariant, EmptyState, IconName, PageHeader, Toasts};

use self::filters::{Filters, filter_of};
use self::list::VehicleTable;
use crate::app::back::BackToVehicles;
use crate::app::formats::number;
use crate::app::keyboard::Keyboard;
use crate::app::load_ahead::LoadAhead;
use crate::app::location::use_location;
use crate::app::paged::{PagedList, Phase};
use crate::app::paged_view::PagedView;
use crate::app::route::AppPath;
use crate::app::session::{Staff, use_staff};
use crate::app::title::DocumentTitle;
use crate::client::VehicleFilter;

/// The vehicles, or the deleted ones.
#[component]
pub fn VehiclesPage() -> impl IntoView {
    let query = use_location().query();
    let filter = Memo::new(move |_| query.with(filter_of));
    let list = VehicleList::new(filter);
    // Not before the list is here, which needs the connection more.
    let phase = list.paged.phase();
    let load_ahead = use_context::<LoadAhead>();
    Effect::new(move |begun: Option<bool>| {
        let begins = phase.get() != Phase::Loading;
        if begins
            && begun != Some(true)
            && let Some(load_ahead) = load_ahead
        {
            load_ahead.begin();
        }
        begins || begun == Some(true)
    });
    let title = Signal::derive(move || if filter.get().deleted { "Deleted vehicles" } else { "Vehicles" }.to_owned());
    view! {
        <DocumentTitle text=title />
        <div class="vehicles-page">
            <Header title filter list=list.paged />
        </div>
        <Filters />
        <PagedView
            what="The vehicles"
            list=list.paged
            on_retry=Callback::new(move |()| list.reload())
            on_more=Callback::new(move |()| list.load_more())
            empty=move || view! { <Nothing filter /> }
        >
            <Rows list />
        </PagedView>
        <p class="vehicles-page__foot">
            {move || {
                (!filter.get().deleted)
                    .then(|| view! { <a href=AppPath::DeletedVehicles.to_string()>"Deleted vehicles"</a> })
            }}
        </p>
    }
}

#[component]
fn Header(title: Signal<String>, filter: Memo<VehicleFilter>, list: PagedList<Vehicle>) -> impl IntoView {
    let staff = use_staff();
    let open = Keyboard::expect().new_vehicle;
    view! {
        <PageHeader
            title
            above=move || filter.get().deleted.then(|| view! { <BackToVehicles /> })
            subtitle=move || view! { <Total list /> }
        >
            {move || {
                (!filter.get().deleted && staff.can(Role::Editor))
                    .then(|| {
                        view! {
                            <Button
                                variant=ButtonVariant::Primary
                                icon=IconName::Plus
                                disabled=Signal::derive(move || staff.locked())
                                on_press=Callback::new(move |()| open.set(true))
                            >
                                "New vehicle"
                            </Button>
                        }
                    })
            }}
        </PageHeader>
    }
}

/// How many vehicles the list has; screen readers say what a search finds.
#[component]
fn Total(list: PagedList<Vehicle>) -> impl IntoView {
    // The line is there before the number is, so that nothing moves.
    view! { <output>{move || list.total().map_or_else(|| "\u{a0}".to_owned(), vehicles_in_words)}</output> }
}

fn vehicles_in_words(total: i64) -> String {
    let noun = if total == 1 { "vehicle" } else { "vehicles" };
    format!("{} {noun}", number(total))
}

#[component]
fn Rows(list: VehicleList) -> impl IntoView {
    let staff = use_staff();
    let deleted = Memo::new(move |_| list.filter.get().deleted);
    let vehicles = list.paged.rows();
    move || {
        let restorable = deleted.get() && staff.can(Role::Admin) && !staff.locked();
        let on_restore = restorable.then(|| Callback::new(move |vehicle| list.restore(vehicle)));
        view! { <VehicleTable vehicles on_restore /> }
    }
}

#[component]
fn Nothing(filter: Memo<VehicleFilter>) -> impl IntoView {
    move || nothing(&filter.get())
}

fn nothing(filter: &VehicleFilter) -> AnyView {
    if filter.narrows() {
        let all = if filter.deleted { AppPath::DeletedVehicles } else { AppPath::Vehicles };
        return view! {
            <EmptyState icon=IconName::Search title="No vehicle matches">
                <p>"Try other words, another stage or another state of the tracking link."</p>
                <a class="button button--secondary" href=all.to_string()>
                    "Clear filters"
                </a>
            </EmptyState>
        }
        .into_any();
    }
    if filter.deleted {
        return view! {
            <EmptyState icon=IconName::Trash title="No deleted vehicles">
                <p>"Deleted vehicles appear here. An admin can restore them."</p>
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState icon=IconName::Car title="No vehicles yet">
            <p>
                "Create the first one to follow it from purchase to handover and share its progress with your customer."
            </p>
        </EmptyState>
    }
    .into_any()
}

/// The list as far as it has been loaded.
#[derive(Clone, Copy)]
struct VehicleList {
    staff: Staff,
    toasts: Toasts,
    filter: Memo<VehicleFilter>,
    paged: PagedList<Vehicle>,
}

impl VehicleList {
    fn new(filter: Memo<VehicleFilter>) -> Self {
        let list = Self { staff: use_staff(), toasts: Toasts::expect(), filter, paged: PagedList::new() };
        Effect::new(move |before: Option<bool>| {
            let deleted = filter.get().deleted;
            // Living and deleted vehicles are two lists: none of the one may be seen under the title of the other.
            list.load(before.is_some_and(|before| before != deleted));
            deleted
        });
        list
    }

    fn reload(self) {
        self.load(true);
    }

    fn load(self, anew: bool) {
        let (client, filter) = (self.staff.client(), self.filter.get_untracked());
        let question = async move { client.vehicles(&filter, None).await };
        if anew { self.paged.ask_anew(question) } else { self.paged.ask(question) }
    }

    fn load_more(self) {
        let (client, filter) = (self.staff.client(), self.filter.get_untracked());
        self.paged.ask_more(|cursor| async move { client.vehicles(&filter, Some(&cursor)).await });
    }

    fn restore(self, vehicle: Vehicle) {
        let (client, toasts) = (self.staff.client(), self.toasts);
        spawn_local(async move {
            match client.restore_vehicle(&vehicle.id).await {
                Ok(()) => {
                    toasts.success(format!("{} was restored. Its old tracking link stays off.", vehicle.title()));
                    self.load(false);
                }
                Err(error) => toasts.error(error.message()),
            }
        });
    }
}
